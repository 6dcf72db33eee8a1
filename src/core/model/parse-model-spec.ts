import { fail } from '../failure';
import { say } from '../sentence';
import type { ModelSpec } from './model-spec';
import { parseCodecSpec, type TensorShapes } from './parse-codec-spec';
import { parseLanguageSpec } from './parse-language-spec';

/** Configs of the two checkpoints: parsed JSON, untrusted. */
export type ModelConfigs = {
  readonly language: unknown;
  readonly codec: unknown;
  readonly codecShapes: TensorShapes;
  /** HuBERT's config.json; needed by the first release's codec, which keeps it in another repository. */
  readonly hubert?: unknown;
  /** Ids of the tokenizer's special tokens by text; see parseLanguageSpec. */
  readonly tokenizerIds?: ReadonlyMap<string, number>;
};

/** @throws FailureError 'bad-checkpoint', also when language model and codec do not belong together. */
export function parseModelSpec(configs: ModelConfigs): ModelSpec {
  const language = parseLanguageSpec(configs.language, configs.tokenizerIds);
  const codec = parseCodecSpec(configs.codec, configs.codecShapes, configs.hubert);
  const { codebookCount, codebookSize } = language.codebooks;
  if (codebookCount !== codec.codebookCount || codebookSize !== codec.codebookSize) {
    fail(
      'bad-checkpoint',
      say`This codec does not belong to this model: it has ${codec.codebookCount} codebooks of ${codec.codebookSize} codes, the model ${codebookCount} of ${codebookSize}.`,
    );
  }
  return { language, codec };
}
