import { fail } from '../../core/failure';
import type {
  FileEntry,
  GraphEntry,
  GraphRole,
  GraphTarget,
  Manifest,
  WeightBinding,
} from '../../core/store/manifest';
import { type ModelPackage, shardRanges } from '../../core/store/model-package';
import { quantised, scales } from '../../core/store/tensor-names';

/** The graph of a role for a target; the codec is the same for both float types of a runtime. */
export function graphFor(manifest: Manifest, role: GraphRole, target: GraphTarget): GraphEntry {
  const runtime = target.split('-')[0]!;
  const ofRole = manifest.graphs.filter((graph) => graph.role === role);
  const graph =
    ofRole.find((candidate) => candidate.target === target) ??
    ofRole.find((candidate) => candidate.target === `${runtime}-f32`) ??
    ofRole.find((candidate) => candidate.target.startsWith(runtime));
  return (
    graph ??
    fail('unsupported', `This model package has no graph "${role}" for ${runtime}. Import the model again.`, {
      role,
      target,
    })
  );
}

/** Tensors of the package that a binding is made from. */
export function tensorsOf({ source }: WeightBinding): readonly string[] {
  if (source.type === 'rope-cos' || source.type === 'rope-sin') return [];
  return source.type === 'dequantised' ? [quantised(source.tensor), scales(source.tensor)] : [source.tensor];
}

export function isRope({ source }: WeightBinding): boolean {
  return source.type === 'rope-cos' || source.type === 'rope-sin';
}

/** Bindings of several graphs, each once, in the order in which the shards hold them: so that reading goes forward. */
export function inFileOrder(model: ModelPackage, graphs: readonly GraphEntry[]): readonly WeightBinding[] {
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
