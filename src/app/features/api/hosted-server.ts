import { fail } from '../../../core/failure';
import { serverBase } from '../../../platform/api/place';
import { askServer } from '../../../platform/http/ask-server';
import type { HostedServer } from './api-slice';

/** Headers of a call that mean something to a server; everything else stays here. */
const sentHeaders = ['accept', 'content-type'];
/** The body arrives decoded, in pieces of its own. */
const ownHeaders = ['content-encoding', 'content-length', 'transfer-encoding'];

/**
 * Sends a call to the hosted server that a person has chosen. Its key goes there; that of the call does not.
 * @param path of the call: `/v1/models`.
 * @throws FailureError 'network'
 */
export async function askHostedServer(
  { url, key }: HostedServer,
  path: string,
  call: { readonly method: string; readonly headers: Headers; readonly body: Uint8Array<ArrayBuffer> | null },
  signal: AbortSignal,
): Promise<Response> {
  const address = hostedAddress(url, path);
  const headers = new Headers();
  for (const name of sentHeaders) {
    const value = call.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  if (key !== '') headers.set('authorization', `Bearer ${key}`);
  const { method, body } = call;
  try {
    const reply = await askServer(address, { method, headers, body, signal }, 'hosted server');
    const kept = new Headers(reply.headers);
    for (const name of ownHeaders) kept.delete(name);
    return new Response(reply.body, { status: reply.status, headers: kept });
  } catch (error) {
    signal.throwIfAborted();
    return fail(
      'network',
      `The hosted server at ${address.host} cannot be reached: it is off, it does not allow this site to ask it (CORS), or the policy of this site forbids it. Switch it off under “API” to speak here.`,
      {},
      error,
    );
  }
}

/** @param url up to `/v1`, with or without it. */
export function hostedAddress(url: string, path: string): URL {
  return new URL(serverBase(url) + path);
}
