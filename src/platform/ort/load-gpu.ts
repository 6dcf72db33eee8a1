import { decoderStates } from '../../core/codec/receptive-field';
import { assert } from '../../core/failure';
import type { ModelSlots } from '../../core/generation/model-slots';
import type { BuiltGraph, WeightBinding } from '../../core/graph/built-graph';
import { codecDecoderIo } from '../../core/graph/graph-io';
import { languageGraph } from '../../core/graph/language-graph';
import type { SpeechGraphs } from '../../core/graph/speech-graphs';
import type { CodecSpec } from '../../core/model/model-spec';
import type { ModelPackage } from '../../core/package/model-package';
import { say } from '../../core/sentence';
import { JobQueue } from '../../core/speech/job-queue';
import { decodePlan } from '../gpu/decode/decode-plan';
import { GpuDecode } from '../gpu/decode/gpu-decode';
import type { Machine } from './backend-choice';
import { CachedLanguageModel } from './cached-language-model';
import { GpuForwards } from './gpu-forwards';
import { GpuKeyValueCache, withinBuffers } from './gpu-key-value-cache';
import { GpuMemory, tensorBytes } from './gpu-memory';
import { GpuSlots } from './gpu-slots';
import { GpuWeights } from './gpu-weights';
import { graphForwards } from './graph-forwards';
import { inTurns } from './in-turns';
import type { LoadedNetworks } from './loaded-networks';
import { ortCodecDecoder } from './ort-codec-decoder';
import type { OrtModule, OrtSession } from './ort-module';
import type { PackageLoading } from './package-loading';
import { choosePromptWeights, createPromptWeights, type PromptWeightsPolicy } from './prompt-weights';
import { failIfRuntimeMissing } from './runtime-missing';
import { inFileOrder, isRope } from './weight-plan';
import { weightValues } from './weight-values';

/**
 * Language model and codec on WebGPU: the graphs are small, the weights are inputs that all of them share.
 * @param wanted see Dependencies.
 */
export async function loadGpu(
  ort: OrtModule,
  loading: PackageLoading,
  graphs: SpeechGraphs,
  { memoryBytes, adapter }: Machine,
  wanted: PromptWeightsPolicy | undefined,
  signal: AbortSignal,
): Promise<LoadedNetworks> {
  const { spec } = loading.manifest;
  const isSoftware = adapter.type === 'found' && adapter.isSoftware;
  // Objects created so far, disposed on an error; afterwards model, decoder and weights own them.
  const made: { dispose(): void | Promise<void> }[] = [];
  try {
    const open = async (graph: BuiltGraph, kept: readonly string[] = []) => {
      const session = await openGpuSession(ort, graph.bytes, kept);
      made.push({ dispose: () => session.release() });
      return session;
    };
    const prefill = await open(graphs.prefill);
    const decode = await open(graphs.decode);
    const codec = await open(graphs.codec, codecStatesOf(spec.codec));
    const memory = new GpuMemory(ort, await deviceOf(ort));

    const weights = new GpuWeights(memory);
    made.push(weights);
    const bindings = inFileOrder(loading.model, Object.values(graphs));
    const stored = bindings.filter((binding) => !isRope(binding));
    await upload(weights, stored, loading, signal);
    const kept = new Set(
      [graphs.decode, graphs.codec].flatMap((graph) => graph.weights.map(({ name }) => name)),
    );
    const promptWeights = createPromptWeights(
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
    const plan = decodePlan(language, graphs.decode);
    const parts = {
      ort,
      memory,
      spec: language,
      prefill: { session: prefill, weights: feeds(graphs.prefill) },
      promptWeights,
    };
    const embedder = await loading.embedder(signal);
    const own = { session: decode, weights: feeds(graphs.decode) };
    const ownDecode =
      plan &&
      new GpuDecode(
        memory.device,
        language,
        plan,
        (name) => weights.buffer(name),
        cacheType === 'float16' ? 'f16' : 'f32',
      );
    const forwards = new GpuForwards({ ...parts, decode: own, cache, ownDecode });
    // Software adapters have narrow subgroups, and no time for it.
    if (!isSoftware) await forwards.tryManyRows(signal);
    const model = new CachedLanguageModel(language, graphForwards(embedder, forwards));
    const codecWeights = feeds(graphs.codec);
    const decoder = ortCodecDecoder(ort, spec.codec, codec, (codes) =>
      memory.guard(codec.run({ ...codecWeights, ...codes })),
    );
    const queue = new JobQueue();
    const openSlots = async (slotCount: number): Promise<ModelSlots> => {
      const { target } = graphs.decode;
      const limit = { maxBindingBytes: memory.maxTensorBytes };
      const graph = languageGraph(spec.language, {
        role: 'decode',
        target,
        linears: loading.manifest.linears,
        slotCount,
        ...limit,
      });
      const endTurn = await queue.turn(new AbortController().signal);
      const session = await openGpuSession(ort, graph.bytes).finally(endTurn);
      const ropes = bindings.filter(isRope);
      return new GpuSlots({
        ...parts,
        embedder,
        joint: { session, weights: feeds(graph) },
        caches: Array.from(
          { length: slotCount },
          () => new GpuKeyValueCache(memory, language, cacheType, ropes),
        ),
        queue,
      });
    };
    return {
      ...inTurns(model, decoder, queue),
      openSlots,
      get weightBytes() {
        return weights.byteLength;
      },
      get note() {
        const [one, other] = [promptWeights.note, forwards.note];
        return one && other ? say`${one}; ${other}` : (one ?? other);
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

/** @param kept outputs that stay on the card, because they are inputs of the next run: each download is a wait. */
export async function openGpuSession(
  ort: OrtModule,
  bytes: Uint8Array,
  kept: readonly string[] = [],
): Promise<OrtSession> {
  try {
    return await ort.InferenceSession.create(bytes, {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'all',
      preferredOutputLocation: Object.fromEntries(kept.map((name) => [name, 'gpu-buffer' as const])),
    });
  } catch (error) {
    failIfRuntimeMissing(error, ort);
    throw error;
  }
}

const codecStatesOf = (spec: CodecSpec) => decoderStates(spec).map((_, at) => codecDecoderIo.stateAfter(at));

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
