/** Decisions of a person about the network, for all pages of this copy of the site. */
export type NetworkRules = {
  /** No request of the page, its threads or the service worker goes to any host, its own included. */
  readonly isCut: boolean;
  /** The page is cross-origin isolated also where the host sends no such headers. */
  readonly isIsolated: boolean;
};

export const firstRules: NetworkRules = { isCut: false, isIsolated: false };

/** Headers that the page can do without; with them the processor uses all cores and sound goes through shared memory. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
} as const;

/**
 * Policy of every thread: it reaches the origin that it comes from, and nothing else. What it needs of other sites it asks
 * the page for. The origin is written out, because `'self'` would allow WebSockets too.
 */
export function threadPolicy(origin: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src ${origin}`,
    "worker-src 'self'",
  ].join('; ');
}

/**
 * Headers of a page or a thread of the site, as the service worker gives it out. Two policies both hold: nothing that the
 * host forbids becomes allowed. The page itself names what it may reach (`connection-policy.ts`).
 * @param isPage else a thread.
 */
export function withPolicies(
  headers: Headers,
  isPage: boolean,
  origin: string,
  { isCut, isIsolated }: NetworkRules,
): Headers {
  const all = new Headers(headers);
  if (!isPage) all.append('Content-Security-Policy', threadPolicy(origin));
  else if (isCut) all.append('Content-Security-Policy', `connect-src ${origin}`);
  if (isIsolated) for (const [name, value] of Object.entries(isolationHeaders)) all.set(name, value);
  return all;
}
