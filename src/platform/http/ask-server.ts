import { refuseSubstitute } from '../../core/data/foreign-file';
import { joinBytes } from '../../core/data/join-bytes';
import { fail } from '../../core/failure';
import { english, say, type Words } from '../../core/sentence';
import { askOther, type OutsideReason } from './other-sites';

/**
 * The only function that requests files of models. No request identifies the person or the page: neither
 * cookies nor passwords nor the page's address go along, not even to the page's own site.
 * @param reason for the list of requests, of those to other sites.
 */
export function askServer(url: URL, init: RequestInit, reason: OutsideReason = 'model'): Promise<Response> {
  const bare: RequestInit = { ...init, credentials: 'omit', referrerPolicy: 'no-referrer' };
  return isOwn(url) ? fetch(url, bare) : askOther(url, bare, reason);
}

/** True for this site, and for what the page itself holds (`blob:`). Node has no site. */
function isOwn({ origin }: URL): boolean {
  return globalThis.location?.origin === origin;
}

/** @returns the address of a folder, with a slash at its end. @throws FailureError for one with a user or a password. */
export function folderUrl(address: string): URL {
  const url = new URL(address);
  if (url.username !== '' || url.password !== '') {
    fail(
      'bad-request',
      say`The address of the model at ${url.host} holds a user name or a password, and browsers send neither from a page. Take it out of the address; what needs signing in must be downloaded first and chosen here as files.`,
    );
  }
  url.hash = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url;
}

/** True for a status after which another try may help: too many at once, a server that is busy or out of order. */
export function mayComeLater(status: number): boolean {
  return status === 408 || status === 429 || status >= 500;
}

/** @throws FailureError 'network' for an answer that is not the file. @param name as a person knows the file. */
export function refuseStatus(status: number, name: Words): never {
  const details = { file: english(name), httpStatus: status };
  if (status === 401 || status === 403) {
    fail(
      'network',
      say`The server does not give out ${name} to everybody (status ${status}). Download it yourself and choose the files here.`,
      details,
    );
  }
  if (mayComeLater(status)) {
    fail('network', say`The server answered ${status} for ${name}. Try again later.`, details);
  }
  fail('network', say`The server answered ${status} for ${name}. Check the address.`, details);
}

/**
 * The body of an answer as it arrives, whatever length the server has claimed.
 * @throws FailureError 'bad-package' when it is longer than `maxBytes`, or a page in place of the file.
 */
export async function readBody(
  response: Response,
  name: string,
  maxBytes: number,
  onBytes?: (byteLength: number) => void,
): Promise<Uint8Array> {
  const whole = await readCapped(response, maxBytes, onBytes);
  if (whole === null)
    fail(
      'bad-package',
      say`The server sends more than the ${maxBytes} bytes that ${name} may have. Check the address, or get the model elsewhere.`,
      { file: name, maxBytes },
    );
  if (response.status === 200) refuseSubstitute(whole, name, 'bad-package');
  return whole;
}

/** @returns null when the body is longer than `maxBytes`; no more than that is read. */
export async function readCapped(
  response: Response,
  maxBytes: number,
  onBytes?: (byteLength: number) => void,
): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let byteLength = 0;
  const reader = response.body?.getReader();
  for (let next = await reader?.read(); next && !next.done; next = await reader!.read()) {
    parts.push(next.value);
    byteLength += next.value.byteLength;
    onBytes?.(next.value.byteLength);
    if (byteLength <= maxBytes) continue;
    await reader!.cancel().catch(() => {});
    return null;
  }
  return joinBytes(parts);
}
