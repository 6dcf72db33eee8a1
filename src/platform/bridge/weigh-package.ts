import { type PackageMemory, packageMemory } from '../../core/device/package-memory';
import { storedPackage } from '../../core/library/stored-package';
import { openPackage } from '../../core/store/model-package';
import { HttpPackage } from '../http/http-package';
import { OpfsFiles } from '../opfs/opfs-files';
import { storedModelId } from '../opfs/opfs-package';

/** Reads nothing but the manifest. @param packageUrl as the engine takes it. @throws FailureError when there is none. */
export async function weighPackage(packageUrl: string, signal: AbortSignal): Promise<PackageMemory> {
  const storedId = storedModelId(packageUrl);
  const source = storedId ? storedPackage(new OpfsFiles(), storedId) : new HttpPackage(packageUrl);
  return packageMemory((await openPackage(source, signal)).manifest);
}
