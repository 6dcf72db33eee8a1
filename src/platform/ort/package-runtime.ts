import { fail } from '../../core/failure';
import type { ImportedRuntime, RuntimeBuild } from './import-runtime';
import type { OrtModule } from './ort-module';

/**
 * The runtime as a file beside the package's workers, whose addresses package-files.ts has put behind `#`.
 * @throws FailureError 'network' that names a file which is not there.
 */
export async function importRuntime(build: RuntimeBuild): Promise<ImportedRuntime> {
  const addresses = JSON.parse(decodeURIComponent(self.location.hash.slice(1))) as Record<string, string>;
  const [script, wasmUrl] = [addresses[`ort.${build}.js`]!, addresses[`ort.${build}.wasm.bin`]!];
  try {
    return { ort: (await import(/* @vite-ignore */ script)) as OrtModule, wasmUrl };
  } catch (error) {
    return fail(
      'network',
      `The speech runtime could not be loaded from ${script}. Connect to the network; if that does not help, copy the package's files to that address, or name their folder with the option “assets”.`,
      { address: script },
      error,
    );
  }
}
