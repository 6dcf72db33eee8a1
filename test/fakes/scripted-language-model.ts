import type { LanguageModel } from '../../src/core/generation/language-model';
import type { LanguageSpec } from '../../src/core/model/model-spec';
import type { Prompt } from '../../src/core/prompt/prompt';

/** A spec with `codebookCount` codebooks of `codebookSize` codes; the rest does not matter to the decode loop. */
export function scriptedSpec(
  codebookCount: number,
  codebookSize: number,
  maxPositionCount = 1000,
): LanguageSpec {
  return {
    family: 'higgs-audio-v2',
    layerCount: 1,
    hiddenSize: 2,
    headCount: 1,
    keyValueHeadCount: 1,
    headDim: 2,
    feedForward: { type: 'dual', textSize: 2, audioSize: 2 },
    queryKeyNorm: false,
    tiedAudioHead: false,
    vocabularySize: 10,
    rmsNormEpsilon: 1e-5,
    rope: { theta: 10000, scaling: null },
    maxPositionCount,
    codebooks: { codebookCount, codebookSize, streamBos: codebookSize, streamEos: codebookSize + 1 },
    tokenIds: { audioOut: 7, audioDelay: 8, audioOutBos: 9 },
  };
}

type Script = (column: number, codebook: number, code: number) => number;

/** A model whose logits are given: `script(column, codebook, code)` for column 1, 2 …; it keeps what it was fed. */
export class ScriptedLanguageModel implements LanguageModel {
  readonly fed: number[][] = [];
  cachedPositionCount = 0;
  readonly reusedPositionCount = 0;

  readonly spec: LanguageSpec;
  readonly #script: Script;

  constructor(spec: LanguageSpec, script: Script) {
    this.spec = spec;
    this.#script = script;
  }

  prefill(prompt: Prompt): Promise<Float32Array> {
    this.cachedPositionCount = prompt.tokenIds.length;
    return Promise.resolve(this.#logits(0));
  }

  step(column: Int32Array): Promise<Float32Array> {
    this.fed.push([...column]);
    this.cachedPositionCount++;
    return Promise.resolve(this.#logits(this.fed.length));
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  #logits(column: number): Float32Array {
    const { codebookCount, codebookSize } = this.spec.codebooks;
    const row = codebookSize + 2;
    return Float32Array.from({ length: codebookCount * row }, (_, i) =>
      this.#script(column, Math.floor(i / row), i % row),
    );
  }
}

/** A prompt of text alone. */
export function textPrompt(length: number, codebookCount: number): Prompt {
  return {
    tokenIds: new Int32Array(length),
    columnAt: new Int32Array(length).fill(-1),
    columns: new Int32Array(0),
    codebookCount,
  };
}
