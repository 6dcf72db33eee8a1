import { useEffect, useRef } from 'react';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { isBusy } from '../speech/speech-slice';
import { newestTake } from '../speech/takes';
import { drawWaveform, type WaveformColours } from './draw-waveform';

/** Redrawn with every frame while something moves, else when something changed. Says nothing that the figures do not. */
export function Waveform() {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const { playback } = useControllers();
  const isMoving = usePageState((state) => isBusy(state.speech) || state.playback.type === 'playing');
  const take = usePageState(newestTake);
  const playedSeconds = usePageState((state) => state.playback.playedSeconds);
  const estimatedSeconds = usePageState((state) =>
    isBusy(state.speech) ? (state.request?.estimatedSeconds ?? 0) : 0,
  );
  const isStale = usePageState((state) => state.speech.type === 'waiting');
  const peaks = isStale ? null : (take?.peaks ?? null);
  const sampleRateHz = take?.sampleRateHz ?? 1;
  const whole = Math.max(take?.generatedSeconds ?? 0, estimatedSeconds);

  useEffect(() => {
    const canvas = canvasRef.current;
    if (!canvas) return;
    let frame = 0;
    const draw = () => {
      drawWaveform(canvas, coloursOf(canvas), {
        peaks,
        sampleRateHz,
        playedSeconds: isMoving ? playback.playedSecondsNow() : playedSeconds,
        wholeSeconds: whole,
      });
      if (isMoving) frame = requestAnimationFrame(draw);
    };
    draw();
    const redraw = () => {
      if (!isMoving) draw();
    };
    const resized = new ResizeObserver(redraw);
    resized.observe(canvas);
    const themes = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
      matchMedia(query),
    );
    for (const theme of themes) theme.addEventListener('change', redraw);
    return () => {
      cancelAnimationFrame(frame);
      resized.disconnect();
      for (const theme of themes) theme.removeEventListener('change', redraw);
    };
  }, [playback, isMoving, peaks, sampleRateHz, playedSeconds, whole]);

  return (
    <canvas ref={canvasRef} className="waveform-canvas" role="img" aria-label={t`Outline of the speech`} />
  );
}

function coloursOf(canvas: HTMLCanvasElement): WaveformColours {
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  return {
    empty: colour('--wave-empty'),
    generated: colour('--wave-generated'),
    playedFrom: colour('--wave-played-from'),
    playedTo: colour('--wave-played-to'),
    head: colour('--wave-head'),
  };
}
