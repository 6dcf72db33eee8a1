import type { CodecDecoder } from '../codec/codec';
import { CodecStream } from '../codec/codec-stream';
import { windowSchedule } from '../codec/window-schedule';
import { philox, seededChoices } from '../generation/choice-source';
import { decodeColumns } from '../generation/decode';
import type { LanguageModel } from '../generation/language-model';
import type { LanguageSpec } from '../model/model-spec';
import type { GenerationDefaults } from '../package/manifest';
import type { Prompt } from '../prompt/prompt';
import type { RehearsalLength, RehearsedSpeech } from './rehearsal';
import { RehearsedModel, type WorkCounts } from './rehearsed-model';

export type RehearsalParts = {
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  readonly defaults: GenerationDefaults;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Work that was given to a graphics device so far; null on the processor. */
  readonly counts: () => WorkCounts | null;
};

const SEED = 1;

/**
 * Speaks seeded numbers through the same loop as a text: a prompt of text tokens, decode steps with the sampler, and
 * the codec in the windows of a stream. The end of speech is never drawn.
 * @param onStep is called with the number of steps done.
 */
export async function rehearse(
  { model, codec, defaults, now, counts }: RehearsalParts,
  { promptPositions, stepCount }: RehearsalLength,
  onStep: (stepCount: number) => void,
  signal: AbortSignal,
): Promise<RehearsedSpeech> {
  const rehearsed = new RehearsedModel(model, now, counts);
  const stream = new CodecStream(codec, windowSchedule(codec.spec, 'exact'));
  let [codecSeconds, sampleCount] = [0, 0];
  let firstSoundAt: number | null = null;
  const hear = async (decode: () => ReturnType<CodecStream['finish']>) => {
    const from = now();
    const chunk = await decode();
    codecSeconds += (now() - from) / 1000;
    if (!chunk) return;
    firstSoundAt ??= now();
    sampleCount += chunk.samples.length;
  };

  const start = now();
  const settings = {
    sampling: defaults,
    endRule: 'robust',
    maxNewColumns: stepCount + 1, // the first column takes no step
    choices: seededChoices(SEED, 0),
  } as const;
  const prompt = textPrompt(model.spec, promptPositions);
  for await (const { frame } of decodeColumns(rehearsed, prompt, settings, signal)) {
    if (frame) await hear(() => stream.push(frame, signal));
    onStep(rehearsed.stepCount);
  }
  await hear(() => stream.finish(signal));
  const totalSeconds = (now() - start) / 1000;

  const audioSeconds = sampleCount / codec.spec.sampleRateHz;
  return {
    workPerSecond: (totalSeconds - rehearsed.prefillSeconds) / audioSeconds,
    firstSoundSeconds: ((firstSoundAt ?? now()) - start) / 1000,
    prefillSeconds: rehearsed.prefillSeconds,
    stepSeconds: rehearsed.stepSeconds,
    codecWorkPerSecond: codecSeconds / audioSeconds,
    stepCount: rehearsed.stepCount,
    audioSeconds,
    perStep: rehearsed.perStep,
  };
}

/** Text alone, no token like the one before it. */
function textPrompt({ vocabularySize, codebooks }: LanguageSpec, length: number): Prompt {
  return {
    tokenIds: Int32Array.from({ length }, (_, position) => philox(SEED, position, 0) % vocabularySize),
    columnAt: new Int32Array(length).fill(-1),
    columns: new Int32Array(0),
    codebookCount: codebooks.codebookCount,
  };
}
