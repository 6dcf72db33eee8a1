import { CodecStream, type CodeFrame } from '../../src/core/codec/codec-stream';
import { windowSchedule } from '../../src/core/codec/window-schedule';
import type { BuiltGraph } from '../../src/core/graph/built-graph';
import type { Prompt } from '../../src/core/prompt/prompt';
import type { Manifest } from '../../src/core/store/manifest';
import type { LoadedNetworks } from '../../src/platform/ort/loaded-networks';
import { isRope } from '../../src/platform/ort/weight-plan';
import { seededRandom } from '../../test/fakes/seeded-random';

/** How much is measured; a run ends early once it has taken `budgetSeconds`. */
export type Effort = {
  readonly promptLength: number;
  readonly stepCount: number;
  readonly codecFrameCount: number;
  readonly budgetSeconds: number;
};

/** What the graphics queue was given; all zero on the processor. */
export type GpuCounts = { readonly dispatches: number; readonly submits: number };

export type NetworkFigures = {
  readonly promptLength: number;
  readonly prefillTokensPerSecond: number;
  readonly stepCount: number;
  /** The median. */
  readonly millisecondsPerStep: number;
  readonly stepsPerSecond: number;
  readonly dispatchesPerStep: number;
  readonly submitsPerStep: number;
  readonly weightBytesPerStep: number;
  /** One decode of all frames at once. */
  readonly codecRealTimeFactor: number;
  /** The same frames through the streaming windows, which decode their context again. */
  readonly codecStreamRealTimeFactor: number;
};

const never = new AbortController().signal;

/** The same work for every runtime: page, worker and Node. @param now milliseconds. */
export async function measureNetworks(
  networks: LoadedNetworks,
  manifest: Manifest,
  decode: BuiltGraph,
  effort: Effort,
  now: () => number,
  counts: () => GpuCounts,
): Promise<NetworkFigures> {
  const random = seededRandom(1);
  const { codebookCount, codebookSize } = manifest.spec.language.codebooks;
  const column = (): CodeFrame =>
    Int32Array.from({ length: codebookCount }, () => Math.floor(random() * codebookSize));
  const { model, codec } = networks;

  const prefill = await repeated(3, effort.budgetSeconds, now, () =>
    model.prefill(textPrompt(manifest, effort, random), never),
  );
  const before = counts();
  const steps = await repeated(effort.stepCount, effort.budgetSeconds, now, () =>
    model.step(column(), never),
  );
  const after = counts();

  const frames = Array.from({ length: effort.codecFrameCount }, column);
  const audioSeconds = (frames.length * codec.spec.hopLengthSamples) / codec.spec.sampleRateHz;
  const codes = new Int32Array(codebookCount * frames.length);
  frames.forEach((frame, at) => {
    frame.forEach((code, codebook) => {
      codes[codebook * frames.length + at] = code;
    });
  });
  const grid = { codes, codebookCount, frameCount: frames.length };
  const whole = await repeated(3, effort.budgetSeconds, now, () => codec.decode(grid, never));
  const streamed = await repeated(1, effort.budgetSeconds, now, async () => {
    const stream = new CodecStream(codec, windowSchedule(codec.spec, 'exact'));
    for (const frame of frames) await stream.push(frame, never);
    await stream.finish(never);
  });
  const step = median(steps);
  return {
    promptLength: effort.promptLength,
    prefillTokensPerSecond: (1000 * effort.promptLength) / median(prefill),
    stepCount: steps.length,
    millisecondsPerStep: step,
    stepsPerSecond: 1000 / step,
    dispatchesPerStep: (after.dispatches - before.dispatches) / steps.length,
    submitsPerStep: (after.submits - before.submits) / steps.length,
    weightBytesPerStep: bytesPerStep(manifest, decode),
    codecRealTimeFactor: median(whole) / 1000 / audioSeconds,
    codecStreamRealTimeFactor: median(streamed) / 1000 / audioSeconds,
  };
}

/** Random text, so that nothing of it is in the cache already. */
function textPrompt(manifest: Manifest, { promptLength }: Effort, random: () => number): Prompt {
  const { vocabularySize, codebooks } = manifest.spec.language;
  return {
    tokenIds: Int32Array.from({ length: promptLength }, () => Math.floor(random() * vocabularySize)),
    columnAt: new Int32Array(promptLength).fill(-1),
    columns: new Int32Array(0),
    codebookCount: codebooks.codebookCount,
  };
}

/** Every weight of the decode graph is read once per step; of the audio embedding, one row per codebook. */
function bytesPerStep(manifest: Manifest, decode: BuiltGraph): number {
  const elementBytes = { float32: 4, float16: 2, uint8: 1 };
  const { codebooks, hiddenSize } = manifest.spec.language;
  return decode.weights
    .filter((binding) => !isRope(binding))
    .reduce(
      (total, { dims, dtype }) => total + dims.reduce((size, dim) => size * dim, elementBytes[dtype]),
      codebooks.codebookCount * hiddenSize * 2,
    );
}

/** @returns milliseconds of each run. */
async function repeated(
  count: number,
  budgetSeconds: number,
  now: () => number,
  work: () => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = [];
  const start = now();
  while (taken.length < count && (taken.length === 0 || now() - start < budgetSeconds * 1000)) {
    const at = now();
    await work();
    taken.push(now() - at);
  }
  return taken;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
