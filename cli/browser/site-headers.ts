import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/**
 * Policy for the page. `connect-src` is wide because a person may name a model anywhere (`?model=`); the page then
 * narrows it to the one origin that was named (src/platform/page/connection-policy.ts).
 * `wasm-unsafe-eval` compiles WebAssembly and nothing else; `blob:` lets a person listen to a recording.
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

/** Headers that the page can do without; with them the processor uses all cores and sound goes through shared memory. */
const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Headers that a host sends with every file. Only a header can restrict who may show the page in a frame. */
export const shippedHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `${contentSecurityPolicy}; frame-ancestors 'self'`,
  ...isolationHeaders,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/**
 * Headers of the package's `embed.html` and of what it fetches, for pages of other sites. A frame inside a page that is not
 * isolated is not isolated either: it speaks with one thread.
 * @param ancestors origins that may show it; `*` for any.
 */
export function embedHeaders(ancestors: readonly string[]): Readonly<Record<string, string>> {
  return {
    ...shippedHeaders,
    'Content-Security-Policy': `${contentSecurityPolicy}; frame-ancestors 'self' ${ancestors.join(' ')}`,
    // An isolated page shows only frames that allow it.
    'Cross-Origin-Resource-Policy': 'cross-origin',
  };
}

/**
 * The policy goes into the page itself, so that it holds on hosts that send no headers. The preview server and hosts
 * that read a `_headers` file send it with every file too, because a worker obeys only what came with its own script.
 */
export const siteHeaders: Plugin = {
  name: 'pagevoice-headers',
  config: () => ({ preview: { headers: { ...shippedHeaders } } }),
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
    const lines = Object.entries(shippedHeaders).map(([name, value]) => `  ${name}: ${value}\n`);
    if (dir) writeFileSync(join(dir, '_headers'), `/*\n${lines.join('')}`);
  },
};
