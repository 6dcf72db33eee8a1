import type { Fields } from '../data/untrusted-json';
import type { LanguageSpec } from '../model/model-spec';
import { say } from '../sentence';
import type { LinearPlan, LinearStorage, TensorEntry } from './manifest';
import { bitsOf, planLinears } from './precision-plan';
import { quantised, scales } from './tensor-names';

/** Weights of a block, see block-quantise.ts. */
const BLOCK_LENGTH = 32;

/**
 * Parses the storage of each linear layer: all of the architecture must be there, with tensors of that kind.
 * @param fields of `linears`.
 */
export function parseLinears(
  fields: Fields,
  spec: LanguageSpec,
  tensors: ReadonlyMap<string, TensorEntry>,
): LinearPlan {
  const names = Object.keys(planLinears(spec, 'f32'));
  if (fields.keys.length !== names.length) {
    fields.refuse(
      '',
      say`names ${fields.keys.length} linear layers, but the architecture has ${names.length}`,
    );
  }
  const plan: Record<string, LinearStorage> = {};
  for (const name of names) {
    const storage = fields.choice(name, ['q4', 'q8', 'f16', 'f32']);
    if (!isStoredSo(name, storage, tensors)) fields.refuse(name, say`is not stored as ${storage}`);
    plan[name] = storage;
  }
  return plan;
}

function isStoredSo(
  name: string,
  storage: LinearStorage,
  tensors: ReadonlyMap<string, TensorEntry>,
): boolean {
  const bits = bitsOf(storage);
  if (bits === null) return tensors.get(name)?.dtype === storage;
  const ints = tensors.get(quantised(name));
  const isInts = ints?.dtype === 'u8' && ints.dims.at(-1) === (BLOCK_LENGTH * bits) / 8;
  return isInts && tensors.get(scales(name))?.dtype === 'f16';
}
