import type { CodecEncoder } from '../../core/codec/codec';
import { prepareReference } from '../../core/codec/prepare-reference';
import type { TextTokenizer } from '../../core/prompt/text-tokenizer';
import { type AcceptedLicences, requireAccepted } from '../../core/store/accepted-licences';
import type { GraphTarget, Manifest, PackageSource } from '../../core/store/manifest';
import { openPackage } from '../../core/store/model-package';
import { audioEmbedding, textEmbedding } from '../../core/store/tensor-names';
import type { BackendChoice, LoadProgress } from '../../core/synthesis/speech-engine';
import { createTextTokenizer } from '../tokenizer/hugging-face-tokenizer';
import { type Backend, chooseBackend, type Machine } from './backend-choice';
import type { CpuRuntime } from './cpu-session';
import { loadCpu } from './load-cpu';
import { openCpuEncoder } from './load-encoder';
import { loadGpu } from './load-gpu';
import type { LoadedModel } from './loaded-model';
import type { LanguageGraphs, LoadedNetworks } from './loaded-networks';
import type { OrtModule } from './ort-module';
import { PackageLoading } from './package-loading';
import type { PromptWeightsPolicy } from './prompt-weights';
import { warmUp } from './warm-up';
import { graphFor } from './weight-plan';

/** The runtime and the machine it is on. */
export type Surroundings = {
  readonly machine: Machine;
  readonly loadOrt: (backend: 'webgpu' | 'wasm', threadCount: number) => Promise<OrtModule>;
  readonly cpuProvider: CpuRuntime['provider'];
  /** Without it, models whose licence must be accepted are not loaded. */
  readonly acceptedLicences?: AcceptedLicences;
  /** On WebGPU; chosen by the machine's memory when left out. */
  readonly promptWeights?: PromptWeightsPolicy;
};

/** Reads a package, decides where it runs, and makes it ready. A failed load leaves nothing behind. */
export async function loadModel(
  { machine, loadOrt, cpuProvider, acceptedLicences, promptWeights }: Surroundings,
  source: PackageSource,
  choice: BackendChoice,
  onProgress: (progress: LoadProgress) => void,
  signal: AbortSignal,
): Promise<LoadedModel> {
  const { manifest } = await openPackage(source, signal);
  await requireAccepted(manifest.licence, manifest.title, acceptedLicences);
  const backend = chooseBackend(choice, machine, manifest);
  const ort = await loadOrt(backend.name, backend.threadCount);
  const cpu: CpuRuntime = { ort, provider: cpuProvider, threadCount: backend.threadCount };
  const graphs = graphsFor(manifest, backend.target);
  const loading = new PackageLoading(
    source,
    manifest,
    Object.values(graphs),
    [textEmbedding, audioEmbedding],
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

function graphsFor(manifest: Manifest, target: GraphTarget): LanguageGraphs {
  return {
    prefill: graphFor(manifest, 'prefill', target),
    decode: graphFor(manifest, 'decode', target),
    codec: graphFor(manifest, 'codec-decoder', target),
  };
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
