import type { CodecEncoder } from '../../core/codec/codec';
import { importLater } from '../../core/data/import-later';
import type { BuiltGraph } from '../../core/graph/built-graph';
import { speechGraphs } from '../../core/graph/speech-graphs';
import { type AcceptedLicences, requireAccepted } from '../../core/package/accepted-licences';
import type { PackageSource } from '../../core/package/manifest';
import { type ModelPackage, openPackage } from '../../core/package/model-package';
import { audioEmbedding, textEmbedding } from '../../core/package/tensor-names';
import type { TextTokenizer } from '../../core/prompt/text-tokenizer';
import { english, say } from '../../core/sentence';
import type { BackendChoice, LoadProgress } from '../../core/speech/speech-engine';
import type { CacheForm } from '../processor/language-plan';
import { createTextTokenizer } from '../tokenizer/hugging-face-tokenizer';
import { type Backend, chooseBackend, type Machine, needsOf } from './backend-choice';
import type { StartCodecThread } from './codec-thread';
import type { CpuPlace, CpuRuntime } from './cpu-session';
import { untried } from './load-faults';
import type { LoadedModel } from './loaded-model';
import type { LoadedNetworks } from './loaded-networks';
import type { OrtModule } from './ort-module';
import { PackageLoading } from './package-loading';
import type { PromptWeightsPolicy } from './prompt-weights';
import { requireSimd } from './require-simd';
import type { RuntimeBytes } from './runtime-bytes';
import { warmUpCodec, warmUpModel } from './warm-up';

/** The runtime and the machine it is on. */
export type Dependencies = {
  readonly machine: Machine;
  readonly loadOrt: (backend: 'webgpu' | 'wasm', threadCount: number) => Promise<OrtModule>;
  readonly cpuProvider: CpuRuntime['provider'];
  /** Bytes of this thread's runtime as they arrive; left out where the runtime is at hand. */
  readonly runtimeBytes?: RuntimeBytes;
  /** Optional; without it, models whose licence must be accepted are not loaded. */
  readonly acceptedLicences?: AcceptedLicences;
  /** WebGPU only; default: chosen by the machine's memory. */
  readonly promptWeights?: PromptWeightsPolicy;
  /** The most that one weight takes on WebGPU; what the adapter allows when left out. */
  readonly maxBindingBytes?: number;
  /** Processor only; without it the codec works in the thread of the model. */
  readonly startCodec?: StartCodecThread;
  /** The kernel only; default: bytes where weights have blocks. */
  readonly cacheForm?: CacheForm;
};

/** Reads a package, decides where it runs, and makes it ready. A failed load leaves nothing behind. */
export async function loadModel(...given: Parameters<typeof loadNow>): Promise<LoadedModel> {
  const [dependencies, source, choice, onProgress, signal] = given;
  let isOver = false;
  // The runtime goes on to arrive for a load that has failed.
  const report = (progress: LoadProgress) => {
    if (!isOver) onProgress(progress);
  };
  try {
    return await loadNow(dependencies, source, choice, report, signal);
  } finally {
    isOver = true;
  }
}

async function loadNow(
  dependencies: Dependencies,
  source: PackageSource,
  choice: BackendChoice,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const { machine, loadOrt, cpuProvider, acceptedLicences, startCodec, runtimeBytes } = dependencies;
  const opened = await openPackage(source, signal);
  const { manifest } = opened;
  await requireAccepted(manifest.licence, manifest.title, acceptedLicences);
  const backend = chooseBackend(choice, machine, needsOf(manifest));
  const { threadCount } = backend;
  const openRuntime = async (): Promise<CpuRuntime> => ({
    ort: await loadOrt(backend.name, threadCount),
    provider: cpuProvider,
    threadCount,
  });
  if (backend.target === 'cpu-kernel') requireSimd();
  // It is fetched while the package is read, where this thread needs it; a fault is met where it is awaited.
  else openRuntime().catch(() => {});
  const loader = await loaderFor(opened, backend, dependencies, signal);
  const loading = new PackageLoading(
    source,
    manifest,
    {
      graphs: loader.wanted,
      tensors: [textEmbedding, audioEmbedding],
      files: manifest.tokenizerFiles,
    },
    onProgress,
  );
  loading.begin(signal);
  runtimeBytes?.follow(loading.runtimeArrives);
  const place: CpuPlace = { threadCount, openRuntime, ...(startCodec && { startCodec }) };
  // The tokenizer is made while the codec's thread opens its network.
  const opening = untried(signal, () => loader.load(place, loading));
  opening.catch(() => {}); // met where it is awaited
  const tokenizer = await readTokenizer(loading, signal).catch(async (error: unknown) => {
    await opening.then((opened) => opened.dispose()).catch(() => {});
    throw error;
  });
  const networks = await opening;
  try {
    await loading.finish(signal);
    // On the processor each part was warmed up as soon as it was there.
    if (backend.name === 'webgpu') {
      loading.report({ stage: 'compiling', doneBytes: 0, totalBytes: 0 });
      await untried(signal, async () => {
        await warmUpModel(networks.model, signal);
        await warmUpCodec(networks.codec, 1, signal);
      });
    }
  } catch (error) {
    await networks.dispose();
    throw error;
  }
  return {
    manifest,
    tokenizer,
    networks,
    info: infoOf(backend, networks),
    async encodeReference(samples, sampleRateHz, stop) {
      const { openCpuEncoder, prepareReference } = await importEncoder();
      const prepared = prepareReference(samples, sampleRateHz, manifest.spec.codec);
      const encoder: CodecEncoder = await untried(stop, async () =>
        openCpuEncoder(await openRuntime(), source, manifest, stop),
      );
      try {
        const encoded = await untried(stop, () => encoder.encode(prepared.samples, stop));
        return { ...encoded, warning: prepared.warning };
      } finally {
        await encoder.dispose();
      }
    },
    dispose: () => networks.dispose(),
  };
}

/** Separate from PackageLoading, which the importer uses without the tokenizer's code. */
async function readTokenizer(loading: PackageLoading, signal: AbortSignal): Promise<TextTokenizer> {
  const read = (file: string) => loading.read(file, signal);
  return createTextTokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'));
}

/** The weights that a backend reads of a package, and the function that makes networks of them. */
type Loader = {
  readonly wanted: readonly Pick<BuiltGraph, 'weights'>[];
  readonly load: (place: CpuPlace, loading: PackageLoading) => Promise<LoadedNetworks>;
};

/** The graphs are built while the scripts of the runtime and of the backend are fetched. */
async function loaderFor(
  { manifest, tensor }: ModelPackage,
  { name, target, threadCount }: Backend,
  { machine, promptWeights, maxBindingBytes, cacheForm }: Dependencies,
  signal: AbortSignal,
): Promise<Loader> {
  if (target === 'cpu-kernel') {
    const { planSpeech, loadProcessor } = await importProcessor();
    const plan = await untried(signal, () => planSpeech(manifest, tensor, threadCount, cacheForm));
    return { wanted: plan.wanted, load: (place, loading) => loadProcessor(place, loading, plan, signal) };
  }
  const building = untried(signal, () =>
    speechGraphs(manifest, target, maxBindingBytes ?? bindingLimit(machine)),
  );
  if (name === 'webgpu') {
    const [{ loadGpu }, graphs] = await Promise.all([importGpu(), building]);
    const wanted = Object.values(graphs);
    return {
      wanted,
      load: async ({ openRuntime }, loading) => {
        const { ort } = await openRuntime();
        return loadGpu(ort, loading, graphs, machine, promptWeights, signal);
      },
    };
  }
  const [{ loadCpu }, graphs] = await Promise.all([importCpu(), building]);
  return {
    wanted: Object.values(graphs),
    load: (place, loading) => loadCpu(place, loading, graphs, signal),
  };
}

const importProcessor = () => importLater(() => import('../processor/load-processor'));
const importGpu = () => importLater(() => import('./load-gpu'));
const importCpu = () => importLater(() => import('./load-cpu'));
const importEncoder = () => importLater(() => import('./load-encoder'));

function bindingLimit({ adapter }: Machine): number | undefined {
  return adapter.type === 'found' ? adapter.maxStorageBufferBytes : undefined;
}

function infoOf(
  { name, device, target, threadCount, reason }: Backend,
  networks: LoadedNetworks,
): LoadedModel['info'] {
  const words = { device, reason: networks.note ? say`${reason}; ${networks.note}` : reason };
  return {
    backend: name,
    device: english(device),
    graphTarget: target,
    threadCount,
    reason: english(words.reason),
    words,
    weightBytes: networks.weightBytes,
  };
}
