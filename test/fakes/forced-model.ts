import type { LanguageModel } from '../../src/core/generation/language-model';

/** Far above any logit, and still a number. */
const CERTAIN = 1e6;

/**
 * The same model, but in some columns some codebooks find one code best by far.
 * @param forced codebook and code, for the column whose logits are asked for; the prompt's logits are those of column 0.
 */
export function forcedModel(
  model: LanguageModel,
  forced: (column: number) => readonly (readonly number[])[],
): LanguageModel {
  let column = 0;
  const width = model.spec.codebooks.codebookSize + 2;
  const change = (logits: Float32Array): Float32Array => {
    const changed = logits.slice();
    for (const [codebook, code] of forced(column)) changed[codebook! * width + code!] = CERTAIN;
    return changed;
  };
  return {
    spec: model.spec,
    get reusedPositionCount() {
      return model.reusedPositionCount;
    },
    async prefill(prompt, signal) {
      column = 0;
      return change(await model.prefill(prompt, signal));
    },
    async step(previous, signal) {
      column++;
      return change(await model.step(previous, signal));
    },
    dispose: () => model.dispose(),
  };
}
