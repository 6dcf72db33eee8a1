/** The first slot has the names of a graph that has no others. */
const ofSlot = (slot: number) => (slot === 0 ? '' : `_of_${slot}`);

/**
 * Names of what goes into and comes out of the graphs: the builders write them, the runtimes feed them.
 * Weights of `webgpu-*` targets are further inputs, named as their bindings.
 *
 * Every language graph reads
 * - `embeddings` [1, S, hidden] (S = 1 in decode) in the activation type and gives `logits` f32 [1, codebookCount * rows] of the last row;
 * - prefill of models with two feed-forwards only: `text_rows` i32 [T], `audio_rows` i32 [A] (T + A = S, either may be empty) and `row_order` i32 [S],
 *   the place of every row in the list "text rows, then audio rows".
 *
 * webgpu-*: `seqlens_k` i32 [1] = positions after this run - 1, `total_sequence_length` i32 [1] = positions
 * after it (both CPU tensors), and for each layer `past_key_i`, `past_value_i` [1, kvHeads, cacheLength,
 * headDim] in the activation type, with `present_key_i`, `present_value_i` of the same shape: bind the same
 * buffer to both, the cache is written in place. The rope tables are weights of at least cacheLength rows.
 *
 * webgpu-* decode with several slots: a row of `embeddings` and of `logits` for each, and the lengths and the cache once for every
 * slot; those of slot s, from 1 on, end in `_of_s`. Weights are read once for all slots.
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
  lastKeyIndex: (slot = 0) => `seqlens_k${ofSlot(slot)}`,
  totalLength: (slot = 0) => `total_sequence_length${ofSlot(slot)}`,
  pastKey: (layer: number, slot = 0) => `past_key_${layer}${ofSlot(slot)}`,
  pastValue: (layer: number, slot = 0) => `past_value_${layer}${ofSlot(slot)}`,
  presentKey: (layer: number, slot = 0) => `present_key_${layer}${ofSlot(slot)}`,
  presentValue: (layer: number, slot = 0) => `present_value_${layer}${ofSlot(slot)}`,
  newKey: (layer: number) => `new_key_${layer}`,
  newValue: (layer: number) => `new_value_${layer}`,
  ropeCos: 'rope_cos',
  ropeSin: 'rope_sin',
  mask: 'mask',
  hidden: (layer: number) => `hidden_${layer}`,
  finalNorm: 'norm',
} as const;

/**
 * codec-decoder: `rows` i32 [codebookCount, T], row of the folded table = codebook * codebookSize + code; gives `samples` f32
 * [1, 1, count]. `state_i` f32 [1, channels, positions] are the `state_after_i` of the run before, or zeros (`decoderStates`).
 * i64 [1] on the processor: `tail`, how many of the zeros behind the clip a layer sees; for each stage `cut_from_i` and `cut_to_i`,
 * the first position of the stage and the one behind its last.
 */
export const codecDecoderIo = {
  rows: 'rows',
  samples: 'samples',
  state: (index: number) => `state_${index}`,
  stateAfter: (index: number) => `state_after_${index}`,
  tail: 'tail',
  cutFrom: (stage: number) => `cut_from_${stage}`,
  cutTo: (stage: number) => `cut_to_${stage}`,
} as const;

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
