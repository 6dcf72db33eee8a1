import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * What the page may do. `connect-src` is wide because a person may name a model anywhere (`?model=`); the page then
 * narrows it to the one origin that was named (src/platform/page/connection-policy.ts).
 * `wasm-unsafe-eval` compiles WebAssembly and nothing else; `blob:` is a recording that is listened to again.
 */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src 'self' blob:",
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** Not needed, but with them the processor backend uses all cores and sound goes through shared memory. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/**
 * The policy goes into the page itself, so that it holds on hosts that send no headers. The preview server and hosts
 * that read a `_headers` file send it with every file too, because a worker obeys only what came with its own script.
 */
export const siteHeaders: Plugin = {
  name: 'pagevoice-headers',
  config: () => ({
    preview: { headers: { 'Content-Security-Policy': contentSecurityPolicy, ...isolationHeaders } },
  }),
  transformIndexHtml: {
    order: 'post',
    handler: (html, { server }) =>
      // The development server reloads modules with inline scripts, which the policy forbids.
      server
        ? html
        : html.replace(
            /<meta charset="utf-8" ?\/?>/,
            `$&\n    <meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy}" />`,
          ),
  },
  writeBundle({ dir }) {
    const headers = { 'Content-Security-Policy': contentSecurityPolicy, ...isolationHeaders };
    const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
    if (dir) writeFileSync(join(dir, '_headers'), `/*\n${lines.join('')}`);
  },
};
