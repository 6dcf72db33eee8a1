import { assert } from '../../core/failure';
import type { BuiltGraph, WeightBinding } from '../../core/graph/built-graph';
import type { SpeechGraphs } from '../../core/graph/speech-graphs';
import type { ModelPackage } from '../../core/store/model-package';
import type { Machine } from './backend-choice';
import { CachedLanguageModel } from './cached-language-model';
import { GpuForwards } from './gpu-forwards';
import { GpuKeyValueCache, withinBuffers } from './gpu-key-value-cache';
import { GpuMemory, tensorBytes } from './gpu-memory';
import { GpuWeights } from './gpu-weights';
import type { LoadedNetworks } from './loaded-networks';
import { OrtCodecDecoder } from './ort-codec-decoder';
import type { OrtModule, OrtSession } from './ort-module';
import type { PackageLoading } from './package-loading';
import { choosePromptWeights, PromptWeights, type PromptWeightsPolicy } from './prompt-weights';
import { inFileOrder, isRope } from './weight-plan';
import { weightValues } from './weight-values';

/**
 * Language model and codec on WebGPU: the graphs are small, the weights are inputs that all of them share.
 * @param wanted see Surroundings.
 */
export async function loadGpu(
  ort: OrtModule,
  loading: PackageLoading,
  graphs: SpeechGraphs,
  { memoryBytes }: Machine,
  wanted: PromptWeightsPolicy | undefined,
  signal: AbortSignal,
): Promise<LoadedNetworks> {
  const { spec } = loading.manifest;
  // What was made until an error; afterwards model, decoder and weights own it all.
  const made: { dispose(): void | Promise<void> }[] = [];
  try {
    const open = async (graph: BuiltGraph) => {
      const session = await openGpuSession(ort, graph.bytes);
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
    const stored = bindings.filter((binding) => !isRope(binding));
    await upload(weights, stored, loading, signal);
    const kept = new Set(
      [graphs.decode, graphs.codec].flatMap((graph) => graph.weights.map(({ name }) => name)),
    );
    const promptWeights = new PromptWeights(
      weights,
      stored.filter(({ name }) => !kept.has(name)),
      (binding, stop) => bytesFor(loading.stored, binding, stop),
      wanted ?? choosePromptWeights(weights.byteLength, memoryBytes, loading.isLocal),
    );
    const feeds = ({ weights: own }: BuiltGraph) =>
      weights.feeds(own.filter((binding) => !isRope(binding) && kept.has(binding.name)));

    const cacheType = graphs.decode.target === 'webgpu-f16' ? 'float16' : 'float32';
    const language = withinBuffers(spec.language, cacheType, memory.maxTensorBytes);
    const cache = new GpuKeyValueCache(memory, language, cacheType, bindings.filter(isRope));
    made.push(cache);
    const forwards = new GpuForwards({
      ort,
      memory,
      spec: language,
      prefill: { session: prefill, weights: feeds(graphs.prefill) },
      decode: { session: decode, weights: feeds(graphs.decode) },
      promptWeights,
      cache,
    });
    const model = new CachedLanguageModel(language, await loading.embedder(signal), forwards);
    const codecWeights = feeds(graphs.codec);
    const decoder = new OrtCodecDecoder(ort, spec.codec, codec, (codes) =>
      memory.guard(codec.run({ ...codecWeights, ...codes })),
    );
    return {
      model,
      codec: decoder,
      get weightBytes() {
        return weights.byteLength;
      },
      get memoryNote() {
        return promptWeights.note;
      },
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
  const totalBytes = bindings.reduce((sum, { dtype, dims }) => sum + tensorBytes(dtype, dims), 0);
  let doneBytes = 0;
  await weights.upload(
    bindings,
    (binding, stop) => bytesFor(loading.model, binding, stop),
    (byteLength) => {
      doneBytes += byteLength;
      loading.report({ stage: 'uploading', doneBytes, totalBytes });
    },
    signal,
  );
}

async function bytesFor(
  model: ModelPackage,
  binding: WeightBinding,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const values = await weightValues(model, binding, null, signal);
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
