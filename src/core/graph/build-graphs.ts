import type { ModelSpec } from '../model/model-spec';
import type { Precision } from '../store/manifest';
import type { BuiltGraph } from './built-graph';

/** Every graph of a package, for all targets that make sense for this model and precision. */
export function buildGraphs(_spec: ModelSpec, _precision: Precision): BuiltGraph[] {
  return [];
}
