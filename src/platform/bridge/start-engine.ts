import { LocalSpeechEngine } from '../../core/synthesis/local-speech-engine';
import { measureDevice } from '../device/measure-device';
import { probeAdapter } from '../gpu/adapter-probe';
import { HttpPackage } from '../http/http-package';
import { acceptedLicences } from '../licences/accepted-licences';
import { opfsPackage, storedModelId } from '../opfs/opfs-package';
import type { Machine } from '../ort/backend-choice';
import { loadModel } from '../ort/load-model';
import { loadOrt } from '../ort/load-ort';
import { toldMemory } from '../page/device-room';
import type { DeviceMeter } from './measure-in-worker';
import { serve } from './serve';

/** Builds the engine of this worker and answers the page's calls. */
export function startEngine(): void {
  const engine = new LocalSpeechEngine({
    openPackage: (packageUrl) => {
      const storedId = storedModelId(packageUrl);
      return storedId ? opfsPackage(storedId, () => Date.now()) : new HttpPackage(packageUrl);
    },
    loadModel: async (source, choice, onProgress, signal) => {
      const machine = await thisMachine();
      const surroundings = { machine, loadOrt, cpuProvider: 'wasm', acceptedLicences } as const;
      return loadModel(surroundings, source, choice, onProgress, signal);
    },
    now: () => performance.now(),
    drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  });
  const now = () => performance.now();
  const measure: DeviceMeter = async (backend, signal) =>
    measureDevice(backend, await thisMachine(), loadOrt, now, signal);
  serve(Object.assign(engine, { measure }));
}

async function thisMachine(): Promise<Machine> {
  return {
    adapter: await probeAdapter(),
    coreCount: navigator.hardwareConcurrency,
    isIsolated: globalThis.crossOriginIsolated,
    ...memory(),
  };
}

/** None where there may be more than is told. */
function memory(): { readonly memoryBytes?: number } {
  const told = toldMemory(navigator as { readonly deviceMemory?: number });
  return told === null || told.isAtLeast ? {} : { memoryBytes: told.gigabytes * 2 ** 30 };
}
