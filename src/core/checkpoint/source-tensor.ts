import type { QuantisedCoding } from './coding';
import type { StoredTensor } from './safetensors-header';

/**
 * A weight of a quantised checkpoint. Each of its parts has the same number of bytes for every row, so that rows are
 * read, and become floats, a few at a time.
 */
export type QuantisedTensor = {
  readonly name: string;
  /** Shape of the weight, not of what codes it. */
  readonly dims: readonly number[];
  /** File of the first part, for messages. */
  readonly file: string;
  readonly coding: QuantisedCoding;
  /** Parts in the order that the coding names. The first is by far the largest. */
  readonly parts: readonly [StoredTensor, ...StoredTensor[]];
};

/** One tensor of a checkpoint. Its values are floats of a dtype, or coded. */
export type SourceTensor = StoredTensor | QuantisedTensor;

export const isQuantised = (tensor: SourceTensor): tensor is QuantisedTensor => 'coding' in tensor;

/** The stretches of files that hold a tensor. */
export const partsOf = (tensor: SourceTensor): readonly StoredTensor[] =>
  isQuantised(tensor) ? tensor.parts : [tensor];
