import * as ort from 'onnxruntime-node';
import type { AcceptedLicences } from '../../src/core/package/accepted-licences';
import type { PackageSource } from '../../src/core/package/manifest';
import { verbatim } from '../../src/core/sentence';
import { localSpeechEngine } from '../../src/core/speech/local-speech-engine';
import type { LoadProgress, SpeechEngine } from '../../src/core/speech/speech-engine';
import { loadModel } from '../../src/platform/ort/load-model';
import type { LoadedModel } from '../../src/platform/ort/loaded-model';
import type { OrtModule } from '../../src/platform/ort/ort-module';
import { everyLicence } from './licences';

const machine = {
  adapter: { type: 'none', reason: verbatim('Node has none') },
  coreCount: 1,
  whyOneThread: null,
} as const;

/** `native` is quick to start and fast; `wasm` is what the page has. */
export type NodeRuntime = 'native' | 'wasm';

/** A package, ready to run in Node. */
export function loadNodeModel(
  source: PackageSource,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void = () => {},
  runtime: NodeRuntime = 'native',
  acceptedLicences: AcceptedLicences = everyLicence,
): Promise<LoadedModel> {
  const loadOrt = runtime === 'wasm' ? loadWasm : async () => ort as unknown as OrtModule;
  const cpuProvider = runtime === 'wasm' ? 'wasm' : 'cpu';
  return loadModel({ machine, loadOrt, cpuProvider, acceptedLicences }, source, 'wasm', onProgress, signal);
}

async function loadWasm(): Promise<OrtModule> {
  const wasm = await import('onnxruntime-web/wasm');
  wasm.env.wasm.numThreads = 1;
  wasm.env.logLevel = 'error';
  return wasm as unknown as OrtModule;
}

/** The whole engine in this process: the same graphs, adapters and joints as in the page. */
export function nodeEngine(
  openPackage: (packageUrl: string) => PackageSource,
  runtime: NodeRuntime = 'native',
): SpeechEngine {
  return localSpeechEngine({
    openPackage,
    loadModel: (source, _, onProgress, signal) => loadNodeModel(source, signal, onProgress, runtime),
    now: () => performance.now(),
    drawSeed: () => 1,
  });
}
