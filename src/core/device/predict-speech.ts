import { LATER_WINDOW_FRAMES } from '../codec/window-schedule';
import type { DeviceFacts } from './device-facts';
import { floatBytesOf, type ModelWeights, type Plan, stepBytes, storagesOf } from './model-weights';

export type Prediction = {
  /** Seconds of work for a second of speech; below 1 it keeps up. */
  readonly workPerSecond: number;
  /** Seconds from pressing Speak to the first sample. */
  readonly firstSoundSeconds: number;
  /** Parts of both: all pieces of the prompt, one decode step, the codec for a second of speech. */
  readonly prefillSeconds: number;
  readonly stepSeconds: number;
  readonly codecWorkPerSecond: number;
};

/** The prompt that the time to first sound is predicted for: a scene and two sentences, no reference voice. */
export const PROMPT_POSITIONS = 100;
/** Rows that a prompt is computed in at a time. */
export const PREFILL_ROWS = 31;
/** Frames behind the first sound: those that it plays and those that its exact window looks ahead. */
export const FIRST_WINDOW_FRAMES = 14;
/** Dispatches on WebGPU in f32 of a decoder of the published topology, as `gpu-codec.spec.ts` counts them. */
const CODEC_OPERATORS = 536;

/**
 * Prediction from sizes and measured speeds:
 *
 *     step  = bytes of linear layers / their speed + bytes of norms and head / speed of floats
 *             + one call + operators × what one costs
 *     work  = frames a second × (step + codec)
 *     codec = multiplications of a frame / speed of products of many rows + (one call + operators) / frames of a window
 *     first = pieces of the prompt × (its multiplications / speed + call + operators)
 *             + (codebooks - 1 + 14 frames) × step + codec of those frames
 *
 * Attention over what was said before, sampling and the page itself are not in it, so a model is slower
 * rather than faster; convolutions of the codec need not run as fast as matrix products do.
 */
export function predictSpeech(
  model: ModelWeights,
  plan: Plan,
  { target, speeds }: DeviceFacts,
  promptPositions = PROMPT_POSITIONS,
): Prediction {
  const { audio, text } = storagesOf(plan);
  const bytes = stepBytes(model, plan, floatBytesOf(target));
  const speedOf = (storage: string) =>
    storage === 'q4' ? speeds.oneRow.q4 : storage === 'q8' ? speeds.oneRow.q8 : speeds.oneRow.floats;
  const call = (operators: number) => speeds.runSeconds + operators * speeds.operatorSeconds;
  const stepSeconds =
    bytes.linears / speedOf(audio) + bytes.floats / speeds.oneRow.floats + call(stepOperators(model));

  const manyRows = text === 'f16' ? speeds.manyRows.floats : speeds.manyRows.q4;
  const perPosition = model.attention + (model.textFeedForward || model.audioFeedForward);
  const piece = (PREFILL_ROWS * perPosition) / manyRows + call(2 * promptOperators(model));
  const prefillSeconds = Math.ceil(promptPositions / PREFILL_ROWS) * piece;

  const frame = model.codecProductsPerFrame / speeds.manyRows.floats;
  const firstSteps = model.codebookCount - 1 + FIRST_WINDOW_FRAMES;
  const codecWorkPerSecond = model.frameRateHz * (frame + call(CODEC_OPERATORS) / LATER_WINDOW_FRAMES);
  return {
    workPerSecond: model.frameRateHz * stepSeconds + codecWorkPerSecond,
    firstSoundSeconds:
      prefillSeconds + firstSteps * stepSeconds + FIRST_WINDOW_FRAMES * frame + call(CODEC_OPERATORS),
    prefillSeconds,
    stepSeconds,
    codecWorkPerSecond,
  };
}

/** Operators of a layer in a decode step: dispatches on WebGPU, in any storage; in the processor's kernel, shares of its time. */
export const STEP_OPERATORS = 6;

function stepOperators({ layerCount, queryKeyNorm }: ModelWeights): number {
  return layerCount * (queryKeyNorm ? STEP_OPERATORS + 2 : STEP_OPERATORS) + 1;
}

/** Counted of the runtime's own graphs on WebGPU, where no feed-forward is one operator: 12 a layer, one more with q and k norms. */
function promptOperators({ layerCount, queryKeyNorm }: ModelWeights): number {
  return layerCount * (queryKeyNorm ? 13 : 12) + 3;
}
