import type { Manifest } from '../../core/package/manifest';
import { openPackage } from '../../core/package/model-package';
import { storedModel, storedModelId } from '../opfs/stored-model';
import { webPackage } from './http-package';

/** Reads the manifest of a package, and nothing else of it. @throws FailureError */
export async function readManifest(packageUrl: string, signal: AbortSignal): Promise<Manifest> {
  const storedId = storedModelId(packageUrl);
  const source = storedId ? storedModel(storedId, () => Date.now()) : webPackage(packageUrl);
  return (await openPackage(source, signal)).manifest;
}
