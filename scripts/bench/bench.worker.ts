import { expose } from 'comlink';
import type { DeviceFacts } from '../../src/core/device/device-facts';
import type { GraphTarget } from '../../src/core/graph/built-graph';
import { speechGraphs } from '../../src/core/graph/speech-graphs';
import { localSpeechEngine } from '../../src/core/speech/local-speech-engine';
import type { BackendChoice, SpeechEngine } from '../../src/core/speech/speech-engine';
import type { SpeechStats } from '../../src/core/speech/speech-event';
import { startCodecThread } from '../../src/platform/bridge/start-codec-thread';
import { measureDevice } from '../../src/platform/device/measure-device';
import { type AdapterProbe, probeAdapter } from '../../src/platform/gpu/adapter-probe';
import { watchGpuWork } from '../../src/platform/gpu/watch-gpu-work';
import { webPackage } from '../../src/platform/http/http-package';
import type { Machine } from '../../src/platform/ort/backend-choice';
import { deviceOf } from '../../src/platform/ort/load-gpu';
import { loadModel } from '../../src/platform/ort/load-model';
import { loadOrt } from '../../src/platform/ort/load-ort';
import type { LoadedModel } from '../../src/platform/ort/loaded-model';
import { whyOneThread } from '../../src/platform/threads/shared-memory';
import { graphicsBandwidth, processorBandwidth } from './bandwidth';
import { longText } from './long-text';
import { type Effort, measureNetworks, type NetworkFigures } from './measure';

export type PageFigures = {
  readonly backend: 'webgpu' | 'wasm';
  readonly device: string;
  readonly graphTarget: GraphTarget;
  readonly threadCount: number;
  readonly loadSeconds: number;
  readonly weightBytes: number;
  readonly networks: NetworkFigures;
  readonly memoryBandwidthBytesPerSecond: number;
  /** Bytes of weights per second of decoding, divided by the bandwidth of a copy. */
  readonly bandwidthShare: number;
  readonly speech: SpeechStats | null;
  /** A text of one minute, spoken in pieces. Only on the processor, where that takes seconds on any machine. */
  readonly longSpeech: SpeechStats | null;
};

async function thisMachine(): Promise<Machine> {
  return {
    adapter: await probeAdapter(),
    coreCount: navigator.hardwareConcurrency,
    whyOneThread: whyOneThread(''),
  };
}

const never = new AbortController().signal;
const now = () => performance.now();

export type BenchWorker = {
  adapter(): Promise<AdapterProbe>;
  /** The facts from which the page's device card is computed. */
  device(backend: BackendChoice): Promise<DeviceFacts>;
  measure(
    packageUrl: string,
    backend: BackendChoice,
    effort: Effort,
    text: string,
    columns: number,
  ): Promise<PageFigures>;
};

const worker: BenchWorker = {
  adapter: probeAdapter,
  device: async (backend) => measureDevice(backend, await thisMachine(), loadOrt, now, never),
  async measure(packageUrl, backend, effort, text, columns) {
    const gpuWork = watchGpuWork(now);
    let loaded: LoadedModel | null = null;
    const machine = await thisMachine();
    const engine = localSpeechEngine({
      openPackage: (url) => webPackage(url),
      loadModel: async (source, choice, onProgress, signal) => {
        loaded = await loadModel(
          {
            machine,
            loadOrt,
            cpuProvider: 'wasm',
            acceptedLicences: { has: async () => true },
            startCodec: startCodecThread,
          },
          source,
          choice,
          onProgress,
          signal,
        );
        return loaded;
      },
      now,
      drawSeed: () => 1,
    });
    const { manifest, info } = await engine.load(packageUrl, backend, () => {}, never);
    const decode = speechGraphs(manifest, info.graphTarget).decode;
    const counts = () => (info.backend === 'webgpu' ? gpuWork() : null);
    const networks = await measureNetworks(loaded!.networks, manifest, decode, effort, now, counts);
    const speech = await speak(engine, text, columns);
    const longSpeech = info.backend === 'wasm' ? await speak(engine, longText(1), columns) : null;
    const bandwidth =
      info.backend === 'webgpu'
        ? await graphicsBandwidth(await deviceOf(await loadOrt('webgpu', 1)), now)
        : processorBandwidth(now);
    await engine.unload();
    return {
      backend: info.backend,
      device: info.device,
      graphTarget: info.graphTarget,
      threadCount: info.threadCount,
      loadSeconds: info.loadSeconds,
      weightBytes: info.weightBytes,
      networks,
      memoryBandwidthBytesPerSecond: bandwidth,
      bandwidthShare: (networks.weightBytesPerStep * networks.stepsPerSecond) / bandwidth,
      speech,
      longSpeech,
    };
  },
};

async function speak(engine: SpeechEngine, text: string, columns: number): Promise<SpeechStats | null> {
  let stats: SpeechStats | null = null;
  for await (const event of engine.speak({ text, seed: 1, maxNewColumns: columns }, never)) {
    if (event.type === 'failed') throw new Error(event.failure.message);
    if (event.type === 'finished') stats = event.stats;
  }
  return stats;
}

expose(worker);
