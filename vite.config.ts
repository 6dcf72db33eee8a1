import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { siteHeaders } from './cli/browser/site-headers.ts';
import { startGroups } from './scripts/build/chunk-groups.ts';
import { compiledMessages } from './scripts/build/compiled-messages.ts';
import { encoderWorkers } from './scripts/build/encoder-workers.ts';
import { packedModels, SMALL_MODEL_BYTES } from './scripts/build/packed-models.ts';
import { packedRuntimes } from './scripts/build/packed-runtimes.ts';

/** The notices that the licences ask for travel with the site. */
const notices: Plugin = {
  name: 'pagevoice-notices',
  apply: 'build',
  generateBundle() {
    for (const fileName of ['LICENSE', 'THIRD-PARTY-NOTICES.md'])
      this.emitFile({
        type: 'asset',
        fileName: `${fileName.replace(/\.md$/, '')}.txt`,
        source: readFileSync(fileName),
      });
  },
};

const workerAddress = /new URL\('\.\.\/\.\.\/\.\.\/(workers\/(\w+\.worker)\.ts)', import\.meta\.url\)/g;

/**
 * Builds the workers of engine, codec and importer as entries of the page's own build, so that all fetch the same chunks
 * of what they share: text rules, the runtime's script, failures, sound. Vite would build each apart, with its own copies.
 */
const workersBesidePage: Plugin = {
  name: 'pagevoice-workers-beside-page',
  apply: 'build',
  enforce: 'pre',
  transform: {
    filter: { id: /(files\/own-files|threads\/web-codec)\.ts$/ },
    handler(code) {
      const chunks = new Map<string, string>();
      return code.replace(workerAddress, (_, id: string, name: string) => {
        const chunk = chunks.get(id) ?? this.emitFile({ type: 'chunk', id, name });
        chunks.set(id, chunk);
        return `import.meta.ROLLUP_FILE_URL_${chunk}`;
      });
    },
  },
};

/**
 * The built page draws with Preact, which takes React's place under its own names: 60 kB less, gzipped, before the first
 * word. Development and the unit tests have React itself, of which the page uses hooks, contexts and plain elements.
 */
const preactForReact: Plugin = {
  name: 'pagevoice-preact-for-react',
  apply: 'build',
  config: () => ({
    resolve: {
      alias: [
        { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
        { find: /^react-dom$/, replacement: 'preact/compat' },
        { find: /^react\/jsx-runtime$/, replacement: 'preact/jsx-runtime' },
        { find: /^react$/, replacement: 'preact/compat' },
      ],
    },
  }),
};

/** Compiles workers/service.worker.ts and writes the list of all files of the site into it. */
const offline = VitePWA({
  strategies: 'injectManifest',
  srcDir: 'workers',
  filename: 'service.worker.ts',
  injectRegister: false,
  manifest: false,
  injectManifest: {
    globPatterns: ['**/*'],
    // Hosts read `_headers` and do not serve it.
    globIgnores: ['**/*.map', '_headers'],
    // The bundled model and the runtime belong to what works offline; this is far above both.
    maximumFileSizeToCacheInBytes: 600 * 1024 * 1024,
    dontCacheBustURLsMatching: /^assets\//,
    // The page says how much is missing, and the worker keeps nothing else than what was built. Workbox drops `size`.
    manifestTransforms: [
      async (entries) => ({
        manifest: withoutLargeModels(entries).map((entry) => ({
          ...entry,
          byteLength: entry.size,
          sha256: createHash('sha256')
            .update(readFileSync(`dist/${entry.url}`))
            .digest('hex'),
        })),
      }),
    ],
  },
});

/** Gigabytes are not kept unasked: who wants a large model without a network installs it. */
function withoutLargeModels<Entry extends { url: string; size: number }>(entries: readonly Entry[]): Entry[] {
  const modelOf = ({ url }: Entry) => /^models\/[^/]+\//.exec(url)?.[0];
  const sizes = new Map<string | undefined, number>();
  for (const entry of entries) sizes.set(modelOf(entry), (sizes.get(modelOf(entry)) ?? 0) + entry.size);
  return entries.filter((entry) => !modelOf(entry) || sizes.get(modelOf(entry))! <= SMALL_MODEL_BYTES);
}

export default defineConfig({
  // Relative, so that the built page works under any path of any static host.
  base: './',
  // A missing file is answered as missing: no page in place of a model's file.
  appType: 'mpa',
  plugins: [
    react(),
    compiledMessages,
    preactForReact,
    workersBesidePage,
    encoderWorkers,
    packedRuntimes,
    packedModels,
    siteHeaders,
    notices,
    offline,
  ],
  worker: { format: 'es' },
  // The page's own chunks are asked for at once. What comes later has nothing to preload, and workers have no document.
  build: {
    target: 'esnext',
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: startGroups } } },
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_url, deps, { hostType }) => (hostType === 'html' ? deps : []),
    },
  },
});
