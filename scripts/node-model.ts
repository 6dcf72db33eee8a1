import type { DecodeCodes } from '../src/core/importer/codec-self-test';
import type { PackageSource } from '../src/core/store/manifest';
import type { LoadedModel } from '../src/platform/ort/loaded-model';

/** Runs the codec of a package that is being made, see ImportOptions. */
export const nodeDecodeCodes: DecodeCodes = async (...call) => {
  const [{ decodeCodesOn }, ort] = await Promise.all([
    import('../src/platform/ort/decode-codes'),
    import('onnxruntime-node'),
  ]);
  return await decodeCodesOn(async () => ({ ort, provider: 'cpu', threadCount: 1 }))(...call);
};

/** A package, ready to run on the processor of this machine. The runtime is loaded when it is first wanted. */
export async function openNodeModel(source: PackageSource, signal: AbortSignal): Promise<LoadedModel> {
  const [{ loadModel }, ort] = await Promise.all([
    import('../src/platform/ort/load-model'),
    import('onnxruntime-node'),
  ]);
  const machine = {
    adapter: { type: 'none', reason: 'Node has none' },
    coreCount: 1,
    isIsolated: false,
  } as const;
  // Whoever has a package as files has accepted its licence to make or get it.
  const acceptedLicences = { has: async () => true };
  const surroundings = { machine, loadOrt: async () => ort, cpuProvider: 'cpu', acceptedLicences } as const;
  return await loadModel(surroundings, source, 'wasm', () => {}, signal);
}
