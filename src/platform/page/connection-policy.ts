import { namedModel } from '../http/find-models';

/**
 * The policy in index.html must let a person name a model anywhere. Here the page gives up what it will not
 * need: it adds a second policy, and both hold. From then on it can reach its own site, the origin of a model that its
 * address names, and the origins that a person has allowed for calls of the API; nothing else, whatever a script may try.
 * @param allowed origins.
 */
export function allowOnlyNamedOrigins(pageUrl: URL, allowed: readonly string[]): void {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src ${allowedSources(pageUrl, allowed).join(' ')}`;
  document.head.append(policy);
}

/** Sources in the words of a Content-Security-Policy. */
export function allowedSources(pageUrl: URL, allowed: readonly string[]): readonly string[] {
  const others = [originOfNamedModel(pageUrl), ...allowed].filter(
    (origin) => origin !== null && origin !== pageUrl.origin,
  );
  return ["'self'", ...new Set(others as string[])];
}

function originOfNamedModel(pageUrl: URL): string | null {
  try {
    const model = namedModel(pageUrl);
    return model && new URL(model.url).origin;
  } catch {
    return null; // reported when the model is looked for
  }
}
