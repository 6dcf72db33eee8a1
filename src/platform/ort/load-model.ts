import type { CodecEncoder } from '../../core/codec/codec';
import { prepareReference } from '../../core/codec/prepare-reference';
import { speechGraphs } from '../../core/graph/speech-graphs';
import type { TextTokenizer } from '../../core/prompt/text-tokenizer';
import { type AcceptedLicences, requireAccepted } from '../../core/store/accepted-licences';
import type { PackageSource } from '../../core/store/manifest';
import { openPackage } from '../../core/store/model-package';
import { audioEmbedding, textEmbedding } from '../../core/store/tensor-names';
import type { BackendChoice, LoadProgress } from '../../core/synthesis/speech-engine';
import { createTextTokenizer } from '../tokenizer/hugging-face-tokenizer';
import { type Backend, chooseBackend, type Machine, needsOf } from './backend-choice';
import type { CpuRuntime } from './cpu-session';
import { loadCpu } from './load-cpu';
import { openCpuEncoder } from './load-encoder';
import { loadGpu } from './load-gpu';
import type { LoadedModel } from './loaded-model';
import type { LoadedNetworks } from './loaded-networks';
import type { OrtModule } from './ort-module';
import { PackageLoading } from './package-loading';
import type { PromptWeightsPolicy } from './prompt-weights';
import { warmUp } from './warm-up';

/** The runtime and the machine it is on. */
export type Surroundings = {
  readonly machine: Machine;
  readonly loadOrt: (backend: 'webgpu' | 'wasm', threadCount: number) => Promise<OrtModule>;
  readonly cpuProvider: CpuRuntime['provider'];
  /** Without it, models whose licence must be accepted are not loaded. */
  readonly acceptedLicences?: AcceptedLicences;
  /** On WebGPU; chosen by the machine's memory when left out. */
  readonly promptWeights?: PromptWeightsPolicy;
  /** The most that one weight takes on WebGPU; what the adapter allows when left out. */
  readonly maxBindingBytes?: number;
};

/** Reads a package, decides where it runs, and makes it ready. A failed load leaves nothing behind. */
export async function loadModel(
  { machine, loadOrt, cpuProvider, acceptedLicences, promptWeights, maxBindingBytes }: Surroundings,
  source: PackageSource,
  choice: BackendChoice,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const { manifest } = await openPackage(source, signal);
  await requireAccepted(manifest.licence, manifest.title, acceptedLicences);
  const backend = chooseBackend(choice, machine, needsOf(manifest));
  // The graphs are built while the runtime's script is fetched.
  const [ort, graphs] = await Promise.all([
    loadOrt(backend.name, backend.threadCount),
    (async () => speechGraphs(manifest, backend.target, maxBindingBytes ?? bindingLimit(machine)))(),
  ]);
  const cpu: CpuRuntime = { ort, provider: cpuProvider, threadCount: backend.threadCount };
  const loading = new PackageLoading(
    source,
    manifest,
    {
      graphs: Object.values(graphs),
      tensors: [textEmbedding, audioEmbedding],
      files: manifest.tokenizerFiles,
    },
    onProgress,
  );
  const tokenizer = await readTokenizer(loading, signal);
  const networks =
    backend.name === 'webgpu'
      ? await loadGpu(ort, loading, graphs, machine, promptWeights, signal)
      : await loadCpu(cpu, loading, graphs, signal);
  try {
    await loading.finish(signal);
    loading.report({ stage: 'compiling', doneBytes: 0, totalBytes: 0 });
    await warmUp(networks, manifest.spec.codec, backend.name, signal);
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
      const prepared = prepareReference(samples, sampleRateHz, manifest.spec.codec);
      const encoder: CodecEncoder = await openCpuEncoder(cpu, source, manifest, stop);
      try {
        return await encoder.encode(prepared, stop);
      } finally {
        await encoder.dispose();
      }
    },
    dispose: () => networks.dispose(),
  };
}

/** Not a part of PackageLoading: the importer reads packages too, and has no use for the tokenizer's code. */
async function readTokenizer(loading: PackageLoading, signal: AbortSignal): Promise<TextTokenizer> {
  const read = (file: string) => loading.read(file, signal);
  return createTextTokenizer(await read('tokenizer.json'), await read('tokenizer_config.json'));
}

function bindingLimit({ adapter }: Machine): number | undefined {
  return adapter.type === 'found' ? adapter.maxStorageBufferBytes : undefined;
}

function infoOf(
  { name, device, target, threadCount, reason }: Backend,
  networks: LoadedNetworks,
): LoadedModel['info'] {
  return {
    backend: name,
    device,
    graphTarget: target,
    threadCount,
    reason: [reason, networks.memoryNote].filter(Boolean).join('; '),
    weightBytes: networks.weightBytes,
  };
}
