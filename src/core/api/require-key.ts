import { RefusedCall } from './refused-call';

/**
 * @param key that every call must show; none where it is empty or null.
 * @param authorization header of the call.
 * @throws RefusedCall 401
 */
export function requireKey(key: string | null, authorization: string | null): void {
  if (key === null || key === '') return;
  const shown = /^Bearer\s+(.+)$/i.exec(authorization ?? '')?.[1]?.trim();
  if (shown === key) return;
  const message =
    shown === undefined
      ? 'This page asks for a key. Send it as the header "authorization: Bearer" and the key.'
      : 'The key of this call is not the one that this page asks for.';
  throw new RefusedCall(401, 'invalid_api_key', message, null, { 'www-authenticate': 'Bearer' });
}
