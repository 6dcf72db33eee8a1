/**
 * The policy in index.html must let a person agree to a site anywhere. Here the page gives up what it will not
 * need: it adds a second policy, and both hold. From then on it can reach its own site and the origins that a person has
 * agreed to, for models or for calls of the API; nothing else, whatever a script may try. `default-src` is for prefetches,
 * which browsers allow where any directive of a policy does: without it this one would forbid none.
 * @param agreed origins.
 */
export function allowOnlyAgreedOrigins(ownOrigin: string, agreed: readonly string[]): void {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `default-src 'self' 'wasm-unsafe-eval' blob:; connect-src ${allowedSources(ownOrigin, agreed).join(' ')}`;
  document.head.append(policy);
}

/** Sources in the words of a Content-Security-Policy. The own origin is written out: `'self'` would allow WebSockets too. */
export function allowedSources(ownOrigin: string, agreed: readonly string[]): readonly string[] {
  return [...new Set([ownOrigin, ...agreed])];
}
