import type { WaveformPeaks } from '../../../core/pcm/waveform-peaks';

export type WaveformColours = {
  readonly empty: string;
  readonly generated: string;
  readonly playedFrom: string;
  readonly playedTo: string;
  readonly head: string;
};

export type WaveformScene = {
  readonly peaks: WaveformPeaks | null;
  readonly sampleRateHz: number;
  readonly playedSeconds: number;
  /** Length that the full width shows, expected or real. */
  readonly wholeSeconds: number;
};

const BAR_WIDTH = 3;
const BAR_STEP = 5;

/** Bars from left to right: played, generated, and a dotted line where nothing is yet. */
export function drawWaveform(
  canvas: HTMLCanvasElement,
  colours: WaveformColours,
  scene: WaveformScene,
): void {
  const context = canvas.getContext('2d');
  const { width, height } = fitToScreen(canvas);
  if (!context || width === 0) return;
  const scale = canvas.width / width;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  const played = playedFill(context, colours, width);

  const secondsPerPixel = scene.wholeSeconds / width;
  const generatedSeconds = (scene.peaks?.sampleCount ?? 0) / scene.sampleRateHz;
  for (let x = (BAR_STEP - BAR_WIDTH) / 2; x + BAR_WIDTH <= width; x += BAR_STEP) {
    const start = x * secondsPerPixel;
    const end = (x + BAR_STEP) * secondsPerPixel;
    const isGenerated = scene.peaks !== null && start < generatedSeconds;
    const peak = isGenerated
      ? scene.peaks.peakBetween(start * scene.sampleRateHz, end * scene.sampleRateHz)
      : 0;
    // The square root lifts quiet speech: loudness is heard on a curve, not on a line.
    const level = scene.wholeSeconds === 0 ? restingLevel(x / width) : Math.sqrt(Math.min(1, peak));
    const barHeight = Math.max(BAR_WIDTH, level * height);
    context.fillStyle = !isGenerated
      ? colours.empty
      : start < scene.playedSeconds
        ? played
        : colours.generated;
    context.beginPath();
    context.roundRect(x, (height - barHeight) / 2, BAR_WIDTH, barHeight, BAR_WIDTH / 2);
    context.fill();
  }
  if (scene.playedSeconds > 0 && scene.playedSeconds < scene.wholeSeconds) {
    context.fillStyle = colours.head;
    context.fillRect(scene.playedSeconds / secondsPerPixel - 0.75, 0, 1.5, height);
  }
}

/**
 * One colour is filled as it is: a gradient does not know its page's theme, and takes a system colour, as forced colours name
 * it, for that of a light page.
 */
function playedFill(
  context: CanvasRenderingContext2D,
  { playedFrom, playedTo }: WaveformColours,
  width: number,
): CanvasGradient | string {
  if (playedFrom === playedTo) return playedFrom;
  const fill = context.createLinearGradient(0, 0, width, 0);
  fill.addColorStop(0, playedFrom);
  fill.addColorStop(1, playedTo);
  return fill;
}

/** The shape of something about to be said, for a page that has not spoken yet. @param place 0 … 1 */
function restingLevel(place: number): number {
  const words = Math.abs(Math.sin(19 * place) * Math.sin(7 * place + 1));
  return 0.4 * words * Math.sin(Math.PI * place) ** 2;
}

/** @returns the canvas's size in CSS pixels, its own pixels made to match the screen's. */
function fitToScreen(canvas: HTMLCanvasElement): { readonly width: number; readonly height: number } {
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = globalThis.devicePixelRatio || 1;
  const pixelWidth = Math.round(width * ratio);
  const pixelHeight = Math.round(height * ratio);
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
  }
  return { width, height };
}
