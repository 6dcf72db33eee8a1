import type { CodecDecoder } from '../../core/codec/codec';
import type { LanguageModel } from '../../core/generation/language-model';
import type { Prompt } from '../../core/prompt/prompt';

/** Steps that run every operator once; their result is dropped. */
const WARM_UP_STEPS = 4;

/**
 * One short run of every part, so that the first words do not wait for it: kernels are compiled on WebGPU,
 * and on the processor the browser replaces its quick first translation by a fast one.
 */
export async function warmUpModel(model: LanguageModel, signal: AbortSignal): Promise<void> {
  const { codebookCount } = model.spec.codebooks;
  const silence = new Int32Array(codebookCount);
  await model.prefill(mixedPrompt(codebookCount), signal);
  for (let step = 0; step < WARM_UP_STEPS; step++) await model.step(silence, signal);
}

/** @param frameCount 1 on WebGPU, whose kernels do not depend on the length; the processor needs work that lasts. */
export async function warmUpCodec(
  codec: CodecDecoder,
  frameCount: number,
  signal: AbortSignal,
): Promise<void> {
  const { codebookCount } = codec.spec;
  const codes = new Int32Array(codebookCount * frameCount);
  await codec.decode({ codes, codebookCount, frameCount }, signal);
}

/** Text and audio rows, as a prompt with a reference has. */
function mixedPrompt(codebookCount: number): Prompt {
  const length = 16;
  const columnAt = Int32Array.from({ length }, (_, position) => (position % 2 === 0 ? -1 : position >> 1));
  return {
    tokenIds: new Int32Array(length),
    columnAt,
    columns: new Int32Array((length / 2) * codebookCount),
    codebookCount,
  };
}
