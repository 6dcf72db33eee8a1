import { readFileSync } from 'node:fs';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { siteHeaders } from './scripts/site-headers.ts';

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
  },
});

export default defineConfig({
  // Relative, so that the built page works under any path of any static host.
  base: './',
  // What is missing is missing: no page in place of a model's file.
  appType: 'mpa',
  plugins: [react(), siteHeaders, notices, offline],
  worker: { format: 'es' },
  // One script, and small parts that come when they are wanted: there is nothing to preload.
  build: { target: 'esnext', assetsInlineLimit: 0, modulePreload: false },
});
