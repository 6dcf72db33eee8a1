import { answered, answerOf, JobCallError, type JobTransport } from './job-transport';

type SentFile = { readonly uri: string; readonly upload_url: string };

/**
 * An input with the address of every File and Blob in it in its place, once it is sent. Texts stay as they
 * are.
 */
export async function uploaded(
  transport: JobTransport,
  value: unknown,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  if (value instanceof Blob) return upload(transport, value, signal);
  if (Array.isArray(value)) return Promise.all(value.map((item) => uploaded(transport, item, signal)));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    async ([key, item]): Promise<[string, unknown]> => [key, await uploaded(transport, item, signal)],
  );
  return Object.fromEntries(await Promise.all(entries));
}

async function upload(transport: JobTransport, file: Blob, signal?: AbortSignal): Promise<string> {
  const filename = file instanceof File ? file.name : '';
  const record = {
    uri: '',
    filename,
    content_type: file.type || 'application/octet-stream',
    size: file.size,
  };
  const [sent] = await answered<readonly SentFile[]>(
    transport,
    'POST',
    '/files',
    { files: [record] },
    signal,
  );
  if (!sent) throw new JobCallError(0, 'The service gave no address to send the file to. Try again.', null);
  // The address may be one of another host, such as a store of files, which must not get the key.
  const bytes = { ...transport, baseUrl: '', headers: {} };
  await answerOf(bytes, 'PUT', sent.upload_url, {
    body: file,
    headers: { 'content-type': record.content_type },
    ...(signal ? { signal } : {}),
  });
  return sent.uri;
}
