import { CpuCodecDecoder } from './cpu-codec-decoder';
import { CpuLanguageModel } from './cpu-language-model';
import { type CpuRuntime, openCpuSession } from './cpu-session';
import type { LanguageGraphs, LoadedNetworks } from './loaded-networks';
import type { PackageLoading } from './package-loading';
import { inFileOrder } from './weight-plan';
import { type WeightArray, weightValues } from './weight-values';

/** Language model and codec on the processor: every weight is read once, bound to each graph, and then let go. */
export async function loadCpu(
  runtime: CpuRuntime,
  loading: PackageLoading,
  graphs: LanguageGraphs,
  signal: AbortSignal,
): Promise<LoadedNetworks> {
  const { spec } = loading.manifest;
  const values = new Map<string, WeightArray>();
  for (const binding of inFileOrder(loading.model, Object.values(graphs))) {
    values.set(binding.name, await weightValues(loading.model, binding, null, signal));
  }
  const embedder = await loading.embedder(signal);
  const weightBytes = [...values.values()].reduce((total, { byteLength }) => total + byteLength, 0);
  loading.report({ stage: 'compiling', doneBytes: 0, totalBytes: weightBytes });
  const open = async (graph: LanguageGraphs[keyof LanguageGraphs]) => {
    const bytes = await loading.graphBytes(graph, signal);
    return openCpuSession(
      runtime,
      { bytes, weights: graph.weights },
      async ({ name }) => values.get(name)!,
      signal,
    );
  };
  const codec = new CpuCodecDecoder(runtime.ort, spec.codec, await open(graphs.codec));
  const model = new CpuLanguageModel({
    ort: runtime.ort,
    spec: spec.language,
    prefill: await open(graphs.prefill),
    decode: await open(graphs.decode),
    embedder,
  });
  loading.report({ stage: 'compiling', doneBytes: weightBytes, totalBytes: weightBytes });
  return {
    model,
    codec,
    weightBytes,
    async dispose() {
      await model.dispose();
      await codec.dispose();
    },
  };
}
