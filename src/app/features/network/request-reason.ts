import { isApiPath } from '../../../core/api/api-paths';
import { type Sentence, say } from '../../../core/sentence';
import type { WatchedRequest } from '../../../platform/service-worker/request-watch';
import { partOf } from '../../../platform/service-worker/site-files';

const parts = {
  page: say`the page’s code`,
  voice: say`the voice`,
  cloning: say`cloning a voice`,
  formats: say`a format of sound files`,
  webgpu: say`the runtime for WebGPU`,
  processor: say`the runtime for the processor`,
} as const;

const outside = {
  model: say`a model that you asked for`,
  'file of a call': say`a file that a call of the API names`,
  webhook: say`a webhook of a job`,
  'hosted server': say`a call for the hosted server`,
} as const;

/** @param scope address of the site's folder. */
export function reasonOf({ url, method, reason, from }: WatchedRequest, scope: string): Sentence {
  if (reason) return outside[reason];
  if (!url.startsWith(scope)) return say`not by this page’s own code`;
  const path = url.slice(scope.length).replace(/[?#].*$/, '');
  if (isApiPath(path)) return say`a call of the API`;
  if (path === '' || path === 'index.html')
    return method === 'HEAD' ? say`the page’s policy of today` : say`the page`;
  const part = parts[partOf(path)];
  return from === 'service worker' ? say`${part}, for use without a network` : part;
}
