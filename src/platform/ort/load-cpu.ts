import type { BuiltGraph } from '../../core/graph/built-graph';
import type { SpeechGraphs } from '../../core/graph/speech-graphs';
import { CachedLanguageModel } from './cached-language-model';
import { CpuForwards } from './cpu-forwards';
import { type CpuRuntime, openCpuSession } from './cpu-session';
import type { LoadedNetworks } from './loaded-networks';
import { OrtCodecDecoder } from './ort-codec-decoder';
import type { OrtSession } from './ort-module';
import type { PackageLoading } from './package-loading';
import type { WeightArray } from './weight-values';

/** Language model and codec on the processor: every weight is read once, bound to each graph, and then let go. */
export async function loadCpu(
  runtime: CpuRuntime,
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

  // The first session starts the runtime, which the browser compiles meanwhile; so it is not waited for.
  const codecOpening = open(graphs.codec, await read([graphs.codec]));
  try {
    const embedder = await loading.embedder(signal);
    const values = await read([graphs.prefill, graphs.decode]);
    loading.report({ stage: 'compiling', doneBytes: 0, totalBytes: weightBytes });
    const codec = new OrtCodecDecoder(runtime.ort, spec.codec, await codecOpening);
    const prefill = await open(graphs.prefill, values);
    const decode = await open(graphs.decode, values);
    loading.report({ stage: 'compiling', doneBytes: weightBytes, totalBytes: weightBytes });
    const forwards = new CpuForwards({ ort: runtime.ort, spec: spec.language, prefill, decode });
    const model = new CachedLanguageModel(spec.language, embedder, forwards);
    return {
      model,
      codec,
      weightBytes,
      memoryNote: '',
      async dispose() {
        await model.dispose();
        await codec.dispose();
      },
    };
  } catch (error) {
    await codecOpening.catch(() => {}); // it may still be on its way into the list
    for (const session of opened) await session.release();
    throw error;
  }
}
