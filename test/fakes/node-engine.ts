import * as ort from 'onnxruntime-node';
import type { PackageSource } from '../../src/core/store/manifest';
import { loadModel } from '../../src/platform/ort/load-model';
import { LocalSpeechEngine } from '../../src/platform/ort/local-speech-engine';
import type { OrtModule } from '../../src/platform/ort/ort-module';

/** The whole engine in this process, on the native runtime: the same graphs, adapters and joints as in the page. */
export function nodeEngine(openPackage: (packageUrl: string) => PackageSource): LocalSpeechEngine {
  const machine = {
    adapter: { type: 'none', reason: 'Node has none' },
    coreCount: 1,
    isIsolated: false,
  } as const;
  return new LocalSpeechEngine({
    openPackage,
    loadModel: (source, choice, onProgress, signal) =>
      loadModel(
        { machine, loadOrt: async () => ort as unknown as OrtModule, cpuProvider: 'cpu' },
        source,
        choice,
        onProgress,
        signal,
      ),
    now: () => performance.now(),
    drawSeed: () => 1,
  });
}
