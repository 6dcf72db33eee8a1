import { useEffect, useRef, useState } from 'react';
import { TimeLeft } from './time-left';

/** Seconds that a piece of work which is drawn now will still take; null while nobody knows. */
export function useSecondsLeft(done: number, total: number): number | null {
  const left = useRef(new TimeLeft());
  const [seconds, setSeconds] = useState<number | null>(null);
  useEffect(() => {
    setSeconds(left.current.secondsLeft(done, total, performance.now() / 1000));
  }, [done, total]);
  return seconds;
}
