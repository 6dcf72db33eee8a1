import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Plugin, rolldown } from 'rolldown';
import { REPOSITORY } from '../../cli/repository';
import { encoderWorkers } from '../build/encoder-workers';

/** Modules of the site, and what the package has in their place. */
const inPlaceOf: Readonly<Record<string, string>> = {
  'src/platform/files/own-files.ts': 'src/platform/files/package-files.ts',
  'src/platform/ort/import-runtime.ts': 'src/platform/ort/package-runtime.ts',
  'src/platform/processor/web-thread.ts': 'src/platform/processor/package-thread.ts',
  'src/platform/threads/web-codec.ts': 'src/platform/threads/package-codec.ts',
  'src/platform/threads/web-rounding.ts': 'src/platform/threads/package-rounding.ts',
};

const packageModules: Plugin = {
  name: 'pagevoice-package-modules',
  async resolveId(source, importer, options) {
    if (importer === undefined || !source.startsWith('.')) return null;
    const found = await this.resolve(source, importer, { ...options, skipSelf: true });
    for (const [site, own] of Object.entries(inPlaceOf))
      if (found?.id === join(REPOSITORY, site)) return join(REPOSITORY, own);
    return found;
  },
};

/** Entries that a page imports. They share their parts, which lie beside them. */
export async function bundleEntries(entries: readonly string[], target: string): Promise<void> {
  const input = Object.fromEntries(entries.map((entry) => [entry, join(REPOSITORY, `src/${entry}.ts`)]));
  const plugins = [packageModules, encoderWorkers as Plugin];
  const bundle = await rolldown({ input, plugins, platform: 'browser' });
  await bundle.write({
    dir: target,
    format: 'esm',
    minify: true,
    entryFileNames: '[name].js',
    // Beside the entries: the addresses of the other files are relative to whichever part holds them.
    chunkFileNames: 'part-[hash].js',
    assetFileNames: '[name][extname]',
  });
  await bundle.close();
}

const smallThreads = ['processor.worker', 'playback.worklet'];

/** A worker or worklet, in one file. @param name of its file in `workers`, without ending. */
export async function bundleThread(name: string, target: string): Promise<void> {
  const input = join(REPOSITORY, `workers/${name}.ts`);
  const bundle = await rolldown({ input, plugins: [packageModules], platform: 'browser' });
  // Bundlers make a data address of a small file, which policies refuse; with its licence it is too large for that.
  const banner = smallThreads.includes(name)
    ? `/*!\n${readFileSync(join(REPOSITORY, 'LICENSE'), 'utf8')}*/`
    : '';
  const file = join(target, `${name}.js`);
  await bundle.write({ file, format: 'esm', minify: true, banner, codeSplitting: false });
  await bundle.close();
}
