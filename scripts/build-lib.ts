import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentSecurityPolicy } from '../cli/browser/site-headers';
import { REPOSITORY } from '../cli/repository';
import { packModels } from './build/pack-models';
import { SMALL_MODEL_BYTES } from './build/packed-models';
import { packRuntime } from './build/packed-runtimes';
import { bundleEntries, bundleThread } from './lib/bundle';
import { declareTypes } from './lib/declare-types';
import { entryNames, packageManifest, pageNames } from './lib/package-manifest';

/**
 * Builds the package into `dist-lib/`, ready for `npm pack`.
 *
 * Rolldown is called directly, not through Vite: Vite's library mode makes data addresses of workers, worklet and runtime,
 * which the policy of docs/hosting.md refuses, and its application mode writes addresses that only its own build can
 * resolve. Here every worker, the worklet and each runtime is one file that needs no other, and the entry names it by
 * `new URL('./name', import.meta.url)`: a browser finds it beside the entry, and a bundler copies it as it is, without
 * settings for workers.
 */
const target = join(REPOSITORY, 'dist-lib');
/** Builds of the runtime, and their names in the package: not every host serves `.mjs` as a script. */
const runtimes = [
  ['ort.wasm.bundle.min.mjs', 'ort.wasm.js'],
  ['ort-wasm-simd-threaded.wasm', 'ort.wasm.wasm.bin'],
  ['ort.jspi.bundle.min.mjs', 'ort.jspi.js'],
  ['ort-wasm-simd-threaded.jspi.wasm', 'ort.jspi.wasm.bin'],
  ['ort.webgpu.bundle.min.mjs', 'ort.webgpu.js'],
  ['ort-wasm-simd-threaded.asyncify.wasm', 'ort.webgpu.wasm.bin'],
] as const;

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
await bundleEntries([...entryNames, ...pageNames], target);
for (const thread of [
  'engine.worker',
  'codec.worker',
  'processor.worker',
  'importer.worker',
  'playback.worklet',
])
  await bundleThread(thread, target);
for (const [from, to] of runtimes) {
  const file = readFileSync(join(REPOSITORY, 'node_modules/onnxruntime-web/dist', from));
  writeFileSync(join(target, to), from.endsWith('.wasm') ? packRuntime(file) : file);
}
declareTypes(entryNames, target);
writeEmbedPage();
// Not among the modules: whoever has another model leaves the folder out.
cpSync(join(REPOSITORY, 'public/models'), join(target, 'models'), { recursive: true });
await packModels(join(target, 'models'), SMALL_MODEL_BYTES);
for (const [from, to] of [
  ['LICENSE', 'LICENSE'],
  ['THIRD-PARTY-NOTICES.md', 'THIRD-PARTY-NOTICES.md'],
  ['CHANGELOG.md', 'CHANGELOG.md'],
  ['docs/embed.md', 'README.md'],
] as const)
  cpSync(join(REPOSITORY, from), join(target, to));
const own = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8'));
writeFileSync(join(target, 'package.json'), `${JSON.stringify(packageManifest(own), null, 2)}\n`);

/** The frame's page holds its policy itself, so that it is there on hosts that send no headers. */
function writeEmbedPage(): void {
  const from = join(REPOSITORY, 'src/pagevoice/embed');
  const page = readFileSync(join(from, 'embed.html'), 'utf8');
  writeFileSync(join(target, 'embed.html'), page.replace('@POLICY@', contentSecurityPolicy));
  cpSync(join(from, 'embed.css'), join(target, 'embed.css'));
  cpSync(join(REPOSITORY, 'public/icon.svg'), join(target, 'embed.svg'));
}
