import type { DeviceFacts } from './device-facts';
import { floatBytesOf, type ModelWeights, type Plan, stepBytes, storagesOf } from './model-weights';

export type Prediction = {
  /** Seconds of work for a second of speech; below 1 it keeps up. */
  readonly workPerSecond: number;
  /** From Speak to the first sample. */
  readonly firstSoundSeconds: number;
  /** What both are made of: all pieces of the prompt, one decode step, the codec for a second of speech. */
  readonly prefillSeconds: number;
  readonly stepSeconds: number;
  readonly codecWorkPerSecond: number;
};

/** The prompt that first sound is told for: a scene and two sentences, no reference voice. */
export const PROMPT_POSITIONS = 100;
/** Rows that a prompt is computed in at a time. */
export const PREFILL_ROWS = 31;
/** Frames behind the first sound: those that it plays and those that its exact window looks ahead. */
export const FIRST_WINDOW_FRAMES = 14;
/** Frames that the codec decodes for each one that is heard, over ten seconds: windows share their edges. */
export const CODEC_REWORK = 1.5;
/** Counted on WebGPU for a decoder of the published topology. */
const CODEC_OPERATORS = 200;

/**
 * What can be known from sizes and measured speeds:
 *
 *     step  = bytes of linear layers / their speed + bytes of norms and head / speed of floats
 *             + one call + operators × what one costs
 *     work  = frames a second × (step + codec)
 *     codec = multiplications of a frame × 1.5 / speed of products of many rows
 *     first = pieces of the prompt × (its multiplications / speed + call + operators)
 *             + (codebooks - 1 + 14 frames) × step + codec of those frames
 *
 * Attention over what was said before, sampling and the page itself are not in it, so a model is slower rather than
 * faster; convolutions of the codec need not run as fast as matrix products do.
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
    bytes.linears / speedOf(audio) +
    bytes.floats / speeds.oneRow.floats +
    call(operatorsOf(model, audio === 'q4'));

  const manyRows = text === 'f16' ? speeds.manyRows.floats : speeds.manyRows.q4;
  const perPosition = model.attention + (model.textFeedForward || model.audioFeedForward);
  const piece = (PREFILL_ROWS * perPosition) / manyRows + call(2 * operatorsOf(model, false));
  const prefillSeconds = Math.ceil(promptPositions / PREFILL_ROWS) * piece;

  const frame = model.codecProductsPerFrame / speeds.manyRows.floats;
  const firstSteps = model.codebookCount - 1 + FIRST_WINDOW_FRAMES;
  const codecWorkPerSecond = model.frameRateHz * CODEC_REWORK * frame;
  return {
    workPerSecond: model.frameRateHz * stepSeconds + codecWorkPerSecond,
    firstSoundSeconds:
      prefillSeconds + firstSteps * stepSeconds + FIRST_WINDOW_FRAMES * frame + call(CODEC_OPERATORS),
    prefillSeconds,
    stepSeconds,
    codecWorkPerSecond,
  };
}

/** Counted on WebGPU: 8 a layer with 4 bits, where the feed-forward is one operator, else 12; one more with q and k norms. */
function operatorsOf({ layerCount, queryKeyNorm }: ModelWeights, isFused: boolean): number {
  return layerCount * ((isFused ? 8 : 12) + (queryKeyNorm ? 1 : 0)) + 3;
}
