/**
 * Names of what goes into and comes out of the graphs: the builders write them, the runtimes feed them.
 * Weights of `webgpu-*` targets are further inputs, named as their bindings.
 *
 * Every language graph reads
 * - `embeddings` [1, S, hidden] (S = 1 in decode) in the activation type and gives `logits` f32 [1, codebookCount * rows] of the last row;
 * - prefill of models with two feed-forwards only: `text_rows` i32 [T], `audio_rows` i32 [A] (T + A = S, either may be empty) and `row_order` i32 [S],
 *   the place of every row in the list "text rows, then audio rows".
 *
 * webgpu-*: `seqlens_k` i32 [1] = positions after this run - 1, `total_sequence_length` i32 [1] = positions after it (both CPU
 * tensors), and for each layer `past_key_i`, `past_value_i` [1, kvHeads, cacheLength, headDim] in the activation type, with
 * `present_key_i`, `present_value_i` of the same shape: bind the same buffer to both, the cache is written in place.
 * The rope tables are weights of at least cacheLength rows.
 *
 * cpu-*: `rope_cos`, `rope_sin` f32 [S, headDim / 2] of these S positions, for each layer `past_key_i`, `past_value_i` f32 [P, kvHeads,
 * headDim], P = 0 at the start; gives the rows to append, `new_key_i`, `new_value_i` [S, kvHeads, headDim]. Prefill also reads `mask`
 * f32 [S, P + S]: 0 where a row may look, -Infinity where not.
 *
 * Probed graphs also give `hidden_i` (after layer i) and `norm`, both f32 [1, S, hidden].
 */
export const languageIo = {
  embeddings: 'embeddings',
  logits: 'logits',
  textRows: 'text_rows',
  audioRows: 'audio_rows',
  rowOrder: 'row_order',
  lastKeyIndex: 'seqlens_k',
  totalLength: 'total_sequence_length',
  pastKey: (layer: number) => `past_key_${layer}`,
  pastValue: (layer: number) => `past_value_${layer}`,
  presentKey: (layer: number) => `present_key_${layer}`,
  presentValue: (layer: number) => `present_value_${layer}`,
  newKey: (layer: number) => `new_key_${layer}`,
  newValue: (layer: number) => `new_value_${layer}`,
  ropeCos: 'rope_cos',
  ropeSin: 'rope_sin',
  mask: 'mask',
  hidden: (layer: number) => `hidden_${layer}`,
  finalNorm: 'norm',
} as const;

/** codec-decoder: `rows` i32 [codebookCount, T], row of the folded table = codebook * codebookSize + code; gives `samples` f32 [1, 1, T * hop]. */
export const codecDecoderIo = { rows: 'rows', samples: 'samples' } as const;

/**
 * codec-encoder: `samples` f32 [1, 1, L] at the codec's rate, L already padded so that both branches agree, and `semantic_samples`
 * f32 [1, L16] at the semantic rate with its zero padding; gives `codes` i32 [codebookCount, T]. Probed graphs also give the inner results, f32: `features` [1, T, semantic hidden], `semantic`
 * [1, semantic hidden, T], `acoustic` [1, latent, T], `joined` and `quantised` [1, latent + semantic hidden, T].
 */
export const codecEncoderIo = {
  samples: 'samples',
  semanticSamples: 'semantic_samples',
  codes: 'codes',
  features: 'features',
  semantic: 'semantic',
  acoustic: 'acoustic',
  joined: 'joined',
  quantised: 'quantised',
} as const;
