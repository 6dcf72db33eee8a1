import type { BuiltGraph } from '../../core/graph/built-graph';
import type { Manifest, PackageSource } from '../../core/package/manifest';
import { type CpuRuntime, openCpuSession } from './cpu-session';
import type { OrtSession } from './ort-module';
import { PackageLoading } from './package-loading';

/** One graph of a package by itself, on the processor; its weights are verified while they are read. */
export async function openCpuGraph(
  runtime: CpuRuntime,
  source: PackageSource,
  manifest: Manifest,
  graph: BuiltGraph,
  signal: AbortSignal,
): Promise<OrtSession> {
  const wanted = { graphs: [graph], tensors: [], files: [] };
  const loading = new PackageLoading(source, manifest, wanted, () => {});
  const values = await loading.weights([graph], signal);
  await loading.finish(signal);
  return await openCpuSession(runtime, graph, async ({ name }) => values.get(name)!, signal);
}
