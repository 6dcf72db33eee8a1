import type { Fields } from '../data/untrusted-json';
import { configFields, MAX_WORD_LENGTH } from '../model/config-fields';

/** The quantisation of one module, as MLX's config.json says. */
export type MlxQuantisation = { readonly mode: string; readonly bits: number; readonly groupSize: number };

/** Larger numbers only serve to overflow; what MLX knows is checked where it is used. */
const MAX_COUNT = 4096;
/** Defaults of a module's own setting. Source: MLX, python/mlx/nn/layers/linear.py, to_quantized. */
const OWN_DEFAULTS = { bits: 4, groupSize: 64 };

/**
 * MLX keeps one setting for all modules, and beside it, under a module's path, one that is its own.
 * @param config parsed config.json, untrusted.
 * @returns the setting of a module.
 * @throws FailureError 'bad-checkpoint' that names the field; for a module's own setting once it is asked for.
 */
export function mlxQuantisation(config: unknown): (module: string) => MlxQuantisation {
  const outer = configFields(config, 'config.json');
  // Older and newer converters; most files have both.
  const fields = outer.object(outer.has('quantization') ? 'quantization' : 'quantization_config');
  const common = setting(fields);
  return (module) => {
    const own = fields.value(module);
    // `true` says that the module is quantised as all others are.
    if ((own ?? null) === null || typeof own === 'boolean') return common;
    return setting(fields.object(module), OWN_DEFAULTS);
  };
}

/** @param defaults where the fields need not be there. */
function setting(fields: Fields, defaults?: typeof OWN_DEFAULTS): MlxQuantisation {
  const mode = fields.has('mode') ? fields.text('mode', MAX_WORD_LENGTH) : 'affine';
  // Other modes imply their numbers, and are refused by their name.
  const known = mode === 'affine' ? defaults : { bits: 0, groupSize: 0 };
  const count = (key: string, otherwise: number | undefined) =>
    otherwise === undefined || fields.has(key) ? fields.count(key, 1, MAX_COUNT) : otherwise;
  return { mode, bits: count('bits', known?.bits), groupSize: count('group_size', known?.groupSize) };
}
