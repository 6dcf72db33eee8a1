import type { WeightRows } from '../checkpoint/weight-rows';

/** Groups of the quantisation report. */
export type TensorGroup =
  | 'attention'
  | 'text feed-forward'
  | 'audio feed-forward'
  | 'feed-forward'
  | 'text embedding'
  | 'audio embedding and head'
  | 'norms'
  | 'codec decoder'
  | 'codec encoder';

/**
 * Tensors of one family share shard files, so that a runtime can leave out what it does not need: the text
 * embedding is read a few rows at a time, the codec encoder only to clone a voice.
 */
export type ShardFamily = 'language' | 'text-embedding' | 'codec-decoder' | 'codec-encoder';

/** `f16-if-faithful`: f16 unless that changes the tensor by more than rounding, then f32. */
export type Storage = 'q4' | 'q8' | 'f16' | 'f32' | 'f16-if-faithful';

/** One tensor of the package, or the pair of integers and scales when it is quantised. */
export type PlannedTensor = {
  readonly name: string;
  readonly group: TensorGroup;
  readonly family: ShardFamily;
  readonly storage: Storage;
  readonly dims: readonly number[];
  readonly rows: WeightRows;
};
