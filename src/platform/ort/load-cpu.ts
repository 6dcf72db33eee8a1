import type { BuiltGraph } from '../../core/graph/built-graph';
import type { SpeechGraphs } from '../../core/graph/speech-graphs';
import { CachedLanguageModel } from './cached-language-model';
import { CpuForwards } from './cpu-forwards';
import { type CpuPlace, openCpuSession } from './cpu-session';
import { graphForwards } from './graph-forwards';
import { type LoadedNetworks, ownedNetworks } from './loaded-networks';
import { openCodec } from './open-codec';
import type { OrtSession } from './ort-module';
import type { PackageLoading } from './package-loading';
import type { WeightArray } from './weight-values';

/** Language model and codec on the processor: every weight is read once, bound to each graph, and then released. */
export async function loadCpu(
  place: CpuPlace,
  loading: PackageLoading,
  graphs: SpeechGraphs,
  signal: AbortSignal,
): Promise<LoadedNetworks> {
  const { spec } = loading.manifest;
  const opened: OrtSession[] = [];
  let weightBytes = 0;
  const read = async (wanted: readonly BuiltGraph[]) => {
    const values = await loading.weights(wanted, signal);
    for (const { byteLength } of values.values()) weightBytes += byteLength;
    return values;
  };
  const open = async (graph: BuiltGraph, values: ReadonlyMap<string, WeightArray>) => {
    const session = await openCpuSession(runtime, graph, async ({ name }) => values.get(name)!, signal);
    opened.push(session);
    return session;
  };

  const runtime = await place.openRuntime();
  const reading = read([graphs.codec]);
  // The thread of the language model has the same runtime, and counts it.
  const codec = openCodec(place, spec.codec, graphs.codec, reading, () => {}, signal);
  try {
    await reading;
    const embedder = await loading.embedder(signal);
    const values = await read([graphs.prefill, graphs.decode]);
    const { threadCount } = runtime;
    loading.report({ stage: 'compiling', doneBytes: 0, totalBytes: weightBytes, threadCount });
    const prefill = await open(graphs.prefill, values);
    const decode = await open(graphs.decode, values);
    const forwards = new CpuForwards({ ort: runtime.ort, spec: spec.language, prefill, decode });
    const model = new CachedLanguageModel(spec.language, graphForwards(embedder, forwards));
    const networks = await codec.joinedBy(model);
    loading.report({ stage: 'compiling', doneBytes: weightBytes, totalBytes: weightBytes });
    return ownedNetworks(networks, weightBytes);
  } catch (error) {
    await codec.abandon();
    for (const session of opened) await session.release();
    throw error;
  }
}
