import type { DecodeCodes } from '../../core/importer/codec-self-test';
import type { PackageSource } from '../../core/package/manifest';
import { verbatim } from '../../core/sentence';
import type { LoadedModel } from '../ort/loaded-model';
import type { CacheForm } from '../processor/language-plan';

/** Runs the codec of a package that is being made, see ImportOptions. */
export const nodeDecodeCodes: DecodeCodes = async (...call) => {
  const [{ decodeCodesOn }, ort] = await Promise.all([
    import('../ort/decode-codes'),
    import('onnxruntime-node'),
  ]);
  return await decodeCodesOn(async () => ({ ort, provider: 'cpu', threadCount: 1 }))(...call);
};

/** A package, ready to run on the processor of this machine. The runtime is loaded when it is first wanted. */
export function openNodeModel(source: PackageSource, signal: AbortSignal): Promise<LoadedModel> {
  return openNodeModelOn('wasm-runtime', source, signal);
}

/** @param backend `wasm` is the kernel that a page computes in without WebGPU, `wasm-runtime` Node's own runtime in 32-bit floats. @param cacheForm of the kernel. */
export async function openNodeModelOn(
  backend: 'wasm' | 'wasm-runtime',
  source: PackageSource,
  signal: AbortSignal,
  cacheForm?: CacheForm,
): Promise<LoadedModel> {
  const [{ loadModel }, ort] = await Promise.all([import('../ort/load-model'), import('onnxruntime-node')]);
  const machine = {
    adapter: { type: 'none', reason: verbatim('Node has none') },
    coreCount: 1,
    whyOneThread: null,
  } as const;
  // The owner of a package's files accepted its licence to make or get it.
  const acceptedLicences = { has: async () => true };
  const dependencies = {
    machine,
    loadOrt: async () => ort,
    cpuProvider: 'cpu',
    acceptedLicences,
    ...(cacheForm && { cacheForm }),
  } as const;
  return await loadModel(dependencies, source, backend, () => {}, signal);
}
