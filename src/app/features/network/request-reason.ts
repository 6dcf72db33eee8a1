import { isApiPath } from '../../../core/api/api-paths';
import type { WatchedRequest } from '../../../platform/service-worker/request-watch';
import { partOf } from '../../../platform/service-worker/site-files';

const parts = {
  page: 'the page’s code',
  voice: 'the voice',
  cloning: 'cloning a voice',
  formats: 'a format of sound files',
  webgpu: 'the runtime for WebGPU',
  processor: 'the runtime for the processor',
} as const;

const outside = {
  model: 'a model that you asked for',
  'file of a call': 'a file that a call of the API names',
  webhook: 'a webhook of a job',
  'hosted server': 'a call for the hosted server',
} as const;

/** @param scope address of the site's folder. */
export function reasonOf({ url, method, reason, from }: WatchedRequest, scope: string): string {
  if (reason) return outside[reason];
  if (!url.startsWith(scope)) return 'not by this page’s own code';
  const path = url.slice(scope.length).replace(/[?#].*$/, '');
  if (isApiPath(path)) return 'a call of the API';
  if (path === '' || path === 'index.html')
    return method === 'HEAD' ? 'the page’s policy of today' : 'the page';
  const part = parts[partOf(path)];
  return from === 'service worker' ? `${part}, for use without a network` : part;
}
