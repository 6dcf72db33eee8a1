import { namedModel } from '../http/find-models';

/**
 * The policy in index.html must let a person name a model anywhere. Here the page gives up what it will not need:
 * it adds a second policy, and both hold. From then on it can reach its own site and, if its address names a model
 * elsewhere, that one origin; nothing else, whatever a script may try.
 */
export function allowOnlyModelOrigin(pageUrl: URL): void {
  const policy = document.createElement('meta');
  policy.httpEquiv = 'Content-Security-Policy';
  policy.content = `connect-src ${allowedSources(pageUrl).join(' ')}`;
  document.head.append(policy);
}

/** Sources in the words of a Content-Security-Policy. */
export function allowedSources(pageUrl: URL): readonly string[] {
  const modelOrigin = originOfNamedModel(pageUrl);
  return modelOrigin === null || modelOrigin === pageUrl.origin ? ["'self'"] : ["'self'", modelOrigin];
}

function originOfNamedModel(pageUrl: URL): string | null {
  try {
    const model = namedModel(pageUrl);
    return model && new URL(model.url).origin;
  } catch {
    return null; // told to the person when the model is looked for
  }
}
