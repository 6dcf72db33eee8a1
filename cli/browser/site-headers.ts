import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';
import { isolationHeaders, threadPolicy } from '../../src/platform/service-worker/site-policy';

/**
 * Policy for the page. `connect-src` is wide because a person may agree to a model anywhere; the page then
 * narrows it to the origins that were agreed to (src/platform/page/connection-policy.ts).
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

/** Headers that a host sends with every file. Only a header can restrict who may show the page in a frame. */
export const shippedHeaders: Readonly<Record<string, string>> = {
  'Content-Security-Policy': `${contentSecurityPolicy}; frame-ancestors 'self'`,
  ...isolationHeaders,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
};

/** Folder of all that has a hash in its name, scripts of threads included. */
const ASSETS = '/assets/';
const assetHeaders = { 'Content-Security-Policy': threadPolicy("'self'") };

/** @param path of the file in the site, with a slash in front. */
export function shippedHeadersOf(path: string): Readonly<Record<string, string>> {
  return path.startsWith(ASSETS) ? { ...shippedHeaders, ...assetHeaders } : shippedHeaders;
}

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
  configurePreviewServer: ({ middlewares }) => {
    middlewares.use(({ url = '/' }, response, next) => {
      for (const [name, value] of Object.entries(shippedHeadersOf(url))) response.setHeader(name, value);
      next();
    });
  },
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
    const rule = (path: string, headers: Readonly<Record<string, string>>) =>
      `${path}*\n${Object.entries(headers)
        .map(([name, value]) => `  ${name}: ${value}\n`)
        .join('')}`;
    // Hosts send both policies of a thread, or the later one: either holds.
    if (dir) writeFileSync(join(dir, '_headers'), rule('/', shippedHeaders) + rule(ASSETS, assetHeaders));
  },
};
