import { MAX_GIVEN_FILE_BYTES } from '../../core/data/size-limits';
import { bytesText } from '../../core/data/units';
import { fail } from '../../core/failure';
import { say } from '../../core/sentence';
import { askServer, readCapped } from '../http/ask-server';

/**
 * Fetches the file at an address that a call names. Neither cookies nor passwords nor the page's address go
 * along.
 * @throws FailureError 'network', or the signal's reason.
 */
export async function fetchGivenFile(address: string, signal: AbortSignal): Promise<Uint8Array> {
  const url = new URL(address);
  const from = url.protocol === 'blob:' ? 'this page' : url.host;
  if (url.username !== '' || url.password !== '')
    fail(
      'network',
      say`The address at ${from} holds a user name or a password; take them out, or send the file itself.`,
    );
  const response = await askServer(url, { signal }, 'file of a call').catch((error: unknown) => {
    signal.throwIfAborted();
    return fail(
      'network',
      say`Nothing could be fetched from ${from}: it cannot be reached, the policy of this site forbids it, or that server does not allow other sites to read its files. Send the file itself.`,
      { address },
      error,
    );
  });
  if (!response.ok)
    fail('network', say`${from} answered ${response.status} for the file. Check the address.`, {
      address,
      httpStatus: response.status,
    });
  const bytes = await readCapped(response, MAX_GIVEN_FILE_BYTES).catch((error: unknown) => {
    signal.throwIfAborted();
    return fail('network', say`The file from ${from} broke off. Try again.`, { address }, error);
  });
  return (
    bytes ??
    fail(
      'network',
      say`The file from ${from} is larger than ${bytesText(MAX_GIVEN_FILE_BYTES)}. Send a shorter recording.`,
      {
        address,
      },
    )
  );
}
