import { findGoneCode, importLater } from '../../core/data/import-later';
import { deviceMemoryBytes } from '../../core/data/units';
import { localSpeechEngine } from '../../core/speech/local-speech-engine';
import type { MeasuringService } from '../device/measuring-service';
import { probeAdapter } from '../gpu/adapter-probe';
import { isGoneFromSite } from '../http/gone-from-site';
import { webPackage } from '../http/http-package';
import { acceptedLicences } from '../licences/accepted-licences';
import { storedModel, storedModelId } from '../opfs/stored-model';
import type { Machine } from '../ort/backend-choice';
import { type Dependencies, loadModel } from '../ort/load-model';
import { loadOrt, runtimeBytes } from '../ort/load-ort';
import { reportedMemory } from '../page/memory-budget';
import { whyOneThread } from '../threads/shared-memory';
import { serve } from './serve';
import { startCodecThread } from './start-codec-thread';

/** Builds the engine of this worker and answers the page's calls. */
export function startEngine(): void {
  findGoneCode(isGoneFromSite);
  const engine = localSpeechEngine({
    openPackage: (packageUrl) => {
      const storedId = storedModelId(packageUrl);
      return storedId ? storedModel(storedId, () => Date.now()) : webPackage(packageUrl);
    },
    loadModel: async (source, choice, onProgress, signal) =>
      loadModel(await dependencies(), source, choice, onProgress, signal),
    now,
    drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  });
  const measuring: MeasuringService = {
    async measure(backend, signal) {
      const load = () => import('../device/measure-device');
      const { measureDevice } = await importLater(load);
      return measureDevice(backend, await thisMachine(), loadOrt, now, signal);
    },
    async rehearse(order, onProgress, signal) {
      const load = () => import('../device/rehearse-shape');
      const { rehearseShape } = await importLater(load);
      return rehearseShape(order, await dependencies(), now, onProgress, signal);
    },
  };
  serve(Object.assign(engine, measuring));
}

const now = () => performance.now();

async function dependencies(): Promise<Dependencies> {
  return {
    machine: await thisMachine(),
    loadOrt,
    cpuProvider: 'wasm',
    runtimeBytes,
    acceptedLicences,
    startCodec: startCodecThread,
  };
}

async function thisMachine(): Promise<Machine> {
  return {
    adapter: await probeAdapter(),
    coreCount: navigator.hardwareConcurrency,
    whyOneThread: whyOneThread(self.name),
    ...memory(),
  };
}

/** None where there may be more than is reported. */
function memory(): { readonly memoryBytes?: number } {
  const reported = reportedMemory(navigator as { readonly deviceMemory?: number });
  return reported === null || reported.isAtLeast
    ? {}
    : { memoryBytes: deviceMemoryBytes(reported.gigabytes) };
}
