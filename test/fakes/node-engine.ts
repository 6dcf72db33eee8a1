import * as ort from 'onnxruntime-node';
import type { PackageSource } from '../../src/core/store/manifest';
import type { LoadProgress } from '../../src/core/synthesis/speech-engine';
import { loadModel } from '../../src/platform/ort/load-model';
import type { LoadedModel } from '../../src/platform/ort/loaded-model';
import { LocalSpeechEngine } from '../../src/platform/ort/local-speech-engine';
import type { OrtModule } from '../../src/platform/ort/ort-module';

const machine = {
  adapter: { type: 'none', reason: 'Node has none' },
  coreCount: 1,
  isIsolated: false,
} as const;

/** A package, ready to run on the native runtime. */
export function loadNodeModel(
  source: PackageSource,
  signal: AbortSignal,
  onProgress: (progress: LoadProgress) => void = () => {},
): Promise<LoadedModel> {
  const loadOrt = async () => ort as unknown as OrtModule;
  return loadModel({ machine, loadOrt, cpuProvider: 'cpu' }, source, 'wasm', onProgress, signal);
}

/** The whole engine in this process: the same graphs, adapters and joints as in the page. */
export function nodeEngine(openPackage: (packageUrl: string) => PackageSource): LocalSpeechEngine {
  return new LocalSpeechEngine({
    openPackage,
    loadModel: (source, _, onProgress, signal) => loadNodeModel(source, signal, onProgress),
    now: () => performance.now(),
    drawSeed: () => 1,
  });
}
