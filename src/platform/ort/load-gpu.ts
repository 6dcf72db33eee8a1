import { assert } from '../../core/failure';
import type { GraphEntry, WeightBinding } from '../../core/store/manifest';
import { GpuCodecDecoder } from './gpu-codec-decoder';
import { GpuKeyValueCache, withinBuffers } from './gpu-key-value-cache';
import { GpuLanguageModel } from './gpu-language-model';
import { GpuMemory } from './gpu-memory';
import { GpuWeights } from './gpu-weights';
import type { LanguageGraphs, LoadedNetworks } from './loaded-networks';
import type { OrtModule, OrtSession } from './ort-module';
import type { PackageLoading } from './package-loading';
import { inFileOrder, isRope } from './weight-plan';
import { weightValues } from './weight-values';

/** Language model and codec on WebGPU: the graphs are small, the weights are inputs that all of them share. */
export async function loadGpu(
  ort: OrtModule,
  loading: PackageLoading,
  graphs: LanguageGraphs,
  signal: AbortSignal,
): Promise<LoadedNetworks> {
  const { spec } = loading.manifest;
  // What was made until an error; afterwards model, decoder and weights own it all.
  const made: { dispose(): void | Promise<void> }[] = [];
  try {
    const open = async (graph: GraphEntry) => {
      const session = await openGpuSession(ort, await loading.graphBytes(graph, signal));
      made.push({ dispose: () => session.release() });
      return session;
    };
    const prefill = await open(graphs.prefill);
    const decode = await open(graphs.decode);
    const codec = await open(graphs.codec);
    const memory = new GpuMemory(ort, await deviceOf(ort));

    const weights = new GpuWeights(memory);
    made.push(weights);
    const bindings = inFileOrder(loading.model, Object.values(graphs));
    await upload(
      weights,
      bindings.filter((binding) => !isRope(binding)),
      loading,
      signal,
    );
    const feeds = ({ weights: own }: GraphEntry) => weights.feeds(own.filter((binding) => !isRope(binding)));

    const cacheType = graphs.decode.target === 'webgpu-f16' ? 'float16' : 'float32';
    const language = withinBuffers(spec.language, cacheType, memory.maxTensorBytes);
    const cache = new GpuKeyValueCache(memory, language, cacheType, bindings.filter(isRope));
    made.push(cache);
    const model = new GpuLanguageModel({
      ort,
      memory,
      spec: language,
      prefill: { session: prefill, weights: feeds(graphs.prefill) },
      decode: { session: decode, weights: feeds(graphs.decode) },
      cache,
      embedder: await loading.embedder(signal),
    });
    const decoder = new GpuCodecDecoder(ort, memory, spec.codec, {
      session: codec,
      weights: feeds(graphs.codec),
    });
    return {
      model,
      codec: decoder,
      weightBytes: weights.byteLength,
      async dispose() {
        await model.dispose();
        await decoder.dispose();
        weights.dispose();
      },
    };
  } catch (error) {
    for (const part of made.reverse()) await part.dispose();
    throw error;
  }
}

export async function openGpuSession(ort: OrtModule, bytes: Uint8Array): Promise<OrtSession> {
  return ort.InferenceSession.create(bytes, {
    executionProviders: ['webgpu'],
    graphOptimizationLevel: 'all',
  });
}

/** The runtime's own device; there is one once a WebGPU session was opened. */
export async function deviceOf(ort: OrtModule): Promise<GPUDevice> {
  const device = (await ort.env.webgpu.device) as GPUDevice | undefined;
  assert(device, 'an open WebGPU session has a device');
  return device;
}

async function upload(
  weights: GpuWeights,
  bindings: readonly WeightBinding[],
  loading: PackageLoading,
  signal: AbortSignal,
): Promise<void> {
  const elementBytes = { float32: 4, float16: 2, uint8: 1 };
  const totalBytes = bindings.reduce(
    (total, { dims, dtype }) => total + dims.reduce((size, dim) => size * dim, elementBytes[dtype]),
    0,
  );
  let doneBytes = 0;
  await weights.upload(
    bindings,
    async (binding, stop) => {
      const values = await weightValues(loading.model, binding, null, stop);
      return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    },
    (byteLength) => {
      doneBytes += byteLength;
      loading.report({ stage: 'uploading', doneBytes, totalBytes });
    },
    signal,
  );
}
