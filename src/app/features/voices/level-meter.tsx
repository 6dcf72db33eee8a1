import { useEffect, useRef, useState } from 'react';
import { t } from '../../language/language';
import { useControllers } from '../../page-context';

/** Full scale, as a microphone flattens it. */
const LOUD_LEVEL = 0.985;
const QUIET_LEVEL = 0.01;
/** Time for which a level decides what is said about it. */
const SPAN_MILLISECONDS = 1500;

/** How loud the microphone is, drawn past React with every frame; words only when they change. */
export function LevelMeter() {
  const { reference } = useControllers();
  const meter = useRef<HTMLMeterElement>(null);
  const [told, setTold] = useState('');
  useEffect(() => {
    let frame = 0;
    let peak = 0;
    let spanStart = performance.now();
    const draw = () => {
      const level = reference.level();
      peak = Math.max(peak, level);
      if (meter.current) meter.current.value = level;
      const now = performance.now();
      if (peak >= LOUD_LEVEL) setTold(t`Too loud: go further from the microphone, and record again.`);
      if (now - spanStart > SPAN_MILLISECONDS) {
        if (peak < QUIET_LEVEL) setTold(t`Nothing is heard. Is it the right microphone?`);
        else if (peak < LOUD_LEVEL) setTold('');
        peak = 0;
        spanStart = now;
      }
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [reference]);
  return (
    <>
      <meter
        ref={meter}
        className="level"
        aria-label={t`Loudness`}
        min={0}
        max={1}
        high={0.9}
        optimum={0.5}
      />
      <p className="hint" aria-live="polite">
        {told}
      </p>
    </>
  );
}
