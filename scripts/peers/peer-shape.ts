import type { LanguageSpec } from '../../src/core/model/model-spec';
import type { Manifest } from '../../src/core/package/manifest';

/** The language model that every contender runs: what a decode step of ours reads, as a plain model of the Llama family. */
export type PeerShape = Pick<
  LanguageSpec,
  'layerCount' | 'hiddenSize' | 'headCount' | 'keyValueHeadCount' | 'headDim' | 'maxPositionCount'
> & {
  readonly feedForwardSize: number;
  /** Rows of the head: every codebook's codes, one codebook after the other. */
  readonly vocabularySize: number;
  readonly bits: 4 | 8;
};

/** @throws RangeError for a model that peers have no form for. */
export function peerShapeOf({ spec: { language }, precision }: Manifest): PeerShape {
  const { feedForward, codebooks, layerCount, hiddenSize, headCount, keyValueHeadCount, headDim } = language;
  if (precision !== 'q4' && precision !== 'q8')
    throw new RangeError(`Peers are compared with 4 and 8 bits, not with ${precision}.`);
  return {
    layerCount,
    hiddenSize,
    headCount,
    keyValueHeadCount,
    headDim,
    maxPositionCount: Math.min(2048, language.maxPositionCount),
    feedForwardSize: feedForward.type === 'dual' ? feedForward.audioSize : feedForward.size,
    vocabularySize: codebooks.codebookCount * (codebooks.codebookSize + 2),
    bits: precision === 'q4' ? 4 : 8,
  };
}
