import type { BuiltGraph, WeightBinding } from '../../core/graph/built-graph';
import type { FileEntry } from '../../core/package/manifest';
import { type ModelPackage, shardRanges } from '../../core/package/model-package';
import { quantised, scales } from '../../core/package/tensor-names';

/** Tensors of the package that a binding is made from. */
export function tensorsOf({ source }: WeightBinding): readonly string[] {
  if (source.type === 'rope-cos' || source.type === 'rope-sin') return [];
  return source.type === 'dequantised' ? [quantised(source.tensor), scales(source.tensor)] : [source.tensor];
}

export function isRope({ source }: WeightBinding): boolean {
  return source.type === 'rope-cos' || source.type === 'rope-sin';
}

/** Bindings of several graphs, each once, in the order in which the shards hold them: so that reading goes forward. */
export function inFileOrder(
  model: Pick<ModelPackage, 'tensor'>,
  graphs: readonly Pick<BuiltGraph, 'weights'>[],
): readonly WeightBinding[] {
  const distinct = new Map(
    graphs.flatMap(({ weights }) => weights.map((weight) => [weight.name, weight] as const)),
  );
  const place = (binding: WeightBinding) => {
    const first = tensorsOf(binding)[0];
    return first === undefined ? null : model.tensor(first);
  };
  return [...distinct.values()]
    .map((binding) => ({ binding, entry: place(binding) }))
    .sort((a, b) => {
      if (!a.entry || !b.entry) return Number(a.entry !== null) - Number(b.entry !== null);
      return a.entry.shard - b.entry.shard || a.entry.offset - b.entry.offset;
    })
    .map(({ binding }) => binding);
}

/** The shards that hold these tensors. */
export function shardsOf(model: ModelPackage, tensors: Iterable<string>): readonly FileEntry[] {
  const shards = new Set<FileEntry>();
  for (const name of tensors) {
    const entry = model.tensor(name);
    for (const { shard } of shardRanges(model.manifest.shards, entry, 0, entry.byteLength)) shards.add(shard);
  }
  return [...shards];
}
