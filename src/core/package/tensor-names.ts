import type { LanguageSpec } from '../model/model-spec';

/**
 * Names of the tensors in a package: one place, used by importer, graphs and loader. A linear layer `x` that
 * is quantised is stored as `x.q` (u8 [N, K/32, 16 or 32], MatMulNBits layout, block 32, symmetric) and
 * `x.scales` (f16 [N, K/32]); otherwise as `x` (f16 or f32 [N, K], PyTorch layout).
 */
export const textEmbedding = 'language.text_embedding'; // [vocabulary, hidden]: rows are read, never uploaded
export const audioEmbedding = 'language.audio_embedding'; // [codebookCount * rows, hidden]
export const audioHead = 'language.audio_head'; // [codebookCount * rows, hidden]; absent where the audio table is the head
export const finalNorm = 'language.norm'; // [hidden]

/** Rows that norms and feed-forward apply to: text, audio, or all in models that do not distinguish them. */
export type FeedForwardPath = 'text' | 'audio' | 'shared';

export function feedForwardPaths({ feedForward }: LanguageSpec): readonly FeedForwardPath[] {
  return feedForward.type === 'dual' ? ['text', 'audio'] : ['shared'];
}

/** The path that rows of audio take. */
export function audioPath({ feedForward }: LanguageSpec): FeedForwardPath {
  return feedForward.type === 'dual' ? 'audio' : 'shared';
}

export function feedForwardSize({ feedForward }: LanguageSpec, path: FeedForwardPath): number {
  if (feedForward.type === 'shared') return feedForward.size;
  return path === 'text' ? feedForward.textSize : feedForward.audioSize;
}

/** The tensor that hidden states are multiplied with to get the logits of the codes. */
export function audioHeadOf({ tiedAudioHead }: LanguageSpec): string {
  return tiedAudioHead ? audioEmbedding : audioHead;
}

export const layer = (index: number) => {
  const at = (name: string) => `language.layers.${index}.${name}`;
  return {
    /** q, k and v rows stacked: [(heads + 2 * kvHeads) * headDim, hidden]. */
    qkv: at('qkv'),
    /** Each apart, where there are norms of queries and keys: see `attentionInputs`. */
    query: at('query'), // [heads * headDim, hidden]
    key: at('key'), // [kvHeads * headDim, hidden]
    value: at('value'), // [kvHeads * headDim, hidden]
    output: at('attention_output'), // [hidden, heads * headDim]
    queryNorm: at('query_norm'), // [headDim], where there are norms of queries and keys
    keyNorm: at('key_norm'), // [headDim]
    attentionNorm: (path: FeedForwardPath) => at(`${path}.attention_norm`),
    feedForwardNorm: (path: FeedForwardPath) => at(`${path}.feed_forward_norm`),
    gate: (path: FeedForwardPath) => at(`${path}.gate`), // [ffn, hidden]
    up: (path: FeedForwardPath) => at(`${path}.up`),
    down: (path: FeedForwardPath) => at(`${path}.down`), // [hidden, ffn]
  };
};

/**
 * The linear layers in front of attention, and how many rows each has. The fused attention of WebGPU takes
 * them stacked, in one product; but where it is to normalise queries and keys, it takes them apart.
 */
export function attentionInputs(
  spec: LanguageSpec,
  index: number,
): readonly { readonly name: string; readonly rows: number }[] {
  const { qkv, query, key, value } = layer(index);
  const [queryRows, keyRows] = [spec.headCount * spec.headDim, spec.keyValueHeadCount * spec.headDim];
  if (!spec.queryKeyNorm) return [{ name: qkv, rows: queryRows + 2 * keyRows }];
  return [
    { name: query, rows: queryRows },
    { name: key, rows: keyRows },
    { name: value, rows: keyRows },
  ];
}

/** Folded decode table of the codec: [codebookCount, codebookSize, latent] and its bias [latent]. Source: higgs-audio.md A.7. */
export const codecTable = 'codec.decoder.table';
export const codecTableBias = 'codec.decoder.table_bias';
/** All other codec tensors keep their Hugging Face names behind `codec.`, weight norm folded. */
export const codec = (huggingFaceName: string) => `codec.${huggingFaceName}`;

export const quantised = (linear: string) => `${linear}.q`;
export const scales = (linear: string) => `${linear}.scales`;
