import { CodecStream, type CodeFrame } from '../../src/core/codec/codec-stream';
import { windowSchedule } from '../../src/core/codec/window-schedule';
import { median } from '../../src/core/data/median';
import type { LanguageModel } from '../../src/core/generation/language-model';
import type { BuiltGraph } from '../../src/core/graph/built-graph';
import type { Manifest } from '../../src/core/package/manifest';
import type { Prompt } from '../../src/core/prompt/prompt';
import { RehearsedModel, type WorkCounts } from '../../src/core/rehearsal/rehearsed-model';
import type { LoadedNetworks } from '../../src/platform/ort/loaded-networks';
import { isRope } from '../../src/platform/ort/weight-plan';
import { seededRandom } from '../../test/fakes/seeded-random';

/** Amount of work to measure; a run ends early once it has taken `budgetSeconds`. */
export type Effort = {
  readonly promptLength: number;
  readonly stepCount: number;
  readonly codecFrameCount: number;
  readonly budgetSeconds: number;
};

/** A decode step that several speeches make together. */
export type JointSteps = { readonly slotCount: number; readonly millisecondsPerStep: number };

export type NetworkFigures = {
  readonly promptLength: number;
  readonly prefillTokensPerSecond: number;
  readonly stepCount: number;
  /** The median. */
  readonly millisecondsPerStep: number;
  readonly stepsPerSecond: number;
  /** Steps together, by the number of speeches; empty where they save nothing. */
  readonly jointSteps: readonly JointSteps[];
  readonly dispatchesPerStep: number;
  readonly submitsPerStep: number;
  /** Time of a step in the thread of the model, without waiting for the graphics device. Null on the processor. */
  readonly ownMillisecondsPerStep: number | null;
  readonly weightBytesPerStep: number;
  /** Real-time factor of one decode of all frames at once. */
  readonly codecRealTimeFactor: number;
  /** Real-time factor of the same frames in streaming windows, which decode their context again. */
  readonly codecStreamRealTimeFactor: number;
};

const never = new AbortController().signal;

/** Measures a model's networks in the same way on every runtime. @param now milliseconds. */
export async function measureNetworks(
  networks: LoadedNetworks,
  manifest: Manifest,
  decode: BuiltGraph,
  effort: Effort,
  now: () => number,
  counts: () => WorkCounts | null,
): Promise<NetworkFigures> {
  const random = seededRandom(1);
  const { codebookCount, codebookSize } = manifest.spec.language.codebooks;
  const column = (): CodeFrame =>
    Int32Array.from({ length: codebookCount }, () => Math.floor(random() * codebookSize));
  const { codec } = networks;
  const model = new RehearsedModel(networks.model, now, counts);

  const prefill = await repeated(3, effort.budgetSeconds, now, () =>
    networks.model.prefill(textPrompt(manifest, effort, random), never),
  );
  await repeated(effort.stepCount, effort.budgetSeconds, now, () => model.step(column(), never));

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
  const step = 1000 * model.stepSeconds;
  return {
    promptLength: effort.promptLength,
    prefillTokensPerSecond: (1000 * effort.promptLength) / median(prefill),
    stepCount: model.stepCount,
    millisecondsPerStep: step,
    stepsPerSecond: 1000 / step,
    jointSteps: await measureSlots(networks, effort, column, now),
    dispatchesPerStep: model.perStep?.dispatches ?? 0,
    submitsPerStep: model.perStep?.submits ?? 0,
    ownMillisecondsPerStep: model.perStep && 1000 * model.perStep.ownSeconds,
    weightBytesPerStep: bytesPerStep(manifest, decode),
    codecRealTimeFactor: median(whole) / 1000 / audioSeconds,
    codecStreamRealTimeFactor: median(streamed) / 1000 / audioSeconds,
  };
}

const SLOT_COUNTS = [2, 4, 8];

async function measureSlots(
  { openSlots }: LoadedNetworks,
  effort: Effort,
  column: () => CodeFrame,
  now: () => number,
): Promise<JointSteps[]> {
  const found: JointSteps[] = [];
  if (!openSlots) return found;
  for (const slotCount of SLOT_COUNTS) {
    const slots = await openSlots(slotCount);
    const together = (work: (model: LanguageModel) => Promise<unknown>) =>
      Promise.all(slots.models.map(work));
    const step = () => together((model) => model.step(column(), never));
    await step();
    const steps = await repeated(effort.stepCount, effort.budgetSeconds / SLOT_COUNTS.length, now, step);
    found.push({ slotCount, millisecondsPerStep: median(steps) });
    await slots.dispose();
  }
  return found;
}

/** Random text, so that the cache holds no part of it. */
function textPrompt(manifest: Manifest, { promptLength }: Effort, random: () => number): Prompt {
  const { vocabularySize, codebooks } = manifest.spec.language;
  return {
    tokenIds: Int32Array.from({ length: promptLength }, () => Math.floor(random() * vocabularySize)),
    columnAt: new Int32Array(promptLength).fill(-1),
    columns: new Int32Array(0),
    codebookCount: codebooks.codebookCount,
  };
}

/** A step reads every weight of the decode graph once, and one row of the audio embedding per codebook. */
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
