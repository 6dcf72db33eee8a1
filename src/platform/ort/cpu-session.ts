import { fail, isOutOfMemory } from '../../core/failure';
import type { BuiltGraph, WeightBinding } from '../../core/graph/built-graph';
import { say } from '../../core/sentence';
import type { StartCodecThread } from './codec-thread';
import type { OrtModule, OrtSession } from './ort-module';
import { failIfRuntimeMissing } from './runtime-missing';
import type { WeightArray } from './weight-values';

/** The processor as ONNX Runtime sees it: the wasm backend of the web builds, or the native one in Node. */
export type CpuRuntime = {
  readonly ort: OrtModule;
  readonly provider: 'wasm' | 'cpu';
  readonly threadCount: number;
};

/** The processor before a runtime is there: where the model has a kernel and the codec a thread, this thread needs none. */
export type CpuPlace = {
  readonly threadCount: number;
  readonly openRuntime: () => Promise<CpuRuntime>;
  /** Starts a thread for the codec; left out where it shares that of the model. */
  readonly startCodec?: StartCodecThread;
};

export type CpuGraph = Pick<BuiltGraph, 'bytes' | 'weights'> & {
  /** True of a graph in which the runtime finds nothing to improve: its search takes most of the time of opening. */
  readonly isFinal?: boolean;
};

/** Values of a binding; may give the same array again when two graphs share a weight. */
export type WeightReader = (binding: WeightBinding, signal: AbortSignal) => Promise<WeightArray>;

/**
 * Opens a session whose weights are external data, so that the runtime packs them once. The runtime copies
 * them: the caller may drop its arrays.
 * @throws FailureError 'out-of-memory' when the heap cannot hold them.
 */
export async function openCpuSession(
  runtime: CpuRuntime,
  graph: CpuGraph,
  read: WeightReader,
  signal: AbortSignal,
): Promise<OrtSession> {
  const externalData: { path: string; data: Uint8Array }[] = [];
  for (const binding of graph.weights) {
    const values = await read(binding, signal);
    externalData.push({
      path: binding.name,
      data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
    });
  }
  signal.throwIfAborted();
  try {
    return await runtime.ort.InferenceSession.create(graph.bytes, {
      executionProviders: [runtime.provider],
      intraOpNumThreads: runtime.threadCount,
      interOpNumThreads: 1,
      graphOptimizationLevel: graph.isFinal ? 'disabled' : 'all',
      externalData,
    });
  } catch (error) {
    failIfRuntimeMissing(error, runtime.ort);
    if (!(error instanceof RangeError || isOutOfMemory(error))) throw error;
    return fail(
      'out-of-memory',
      say`The model does not fit the memory that this runtime may use. Close other tabs, or load a smaller model.`,
      {},
      error,
    );
  }
}
