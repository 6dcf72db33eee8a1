import { MAX_FILE_BYTES, MAX_FORM_BYTES, MAX_JSON_BYTES } from '../../core/api/body-limits';
import type { ApiBody, ApiFile } from '../../core/api/exchange';
import { refuseCall } from '../../core/api/refused-call';
import { joinBytes } from '../../core/data/join-bytes';
import { bytesText } from '../../core/data/units';

type Kind = 'json' | 'form' | 'bytes';

const limits: Readonly<Record<Kind, number>> = {
  json: MAX_JSON_BYTES,
  form: MAX_FORM_BYTES,
  bytes: MAX_FILE_BYTES,
};

/**
 * Reads a body whole, up to the limit of its kind.
 * @param asked its kind, where the content type does not decide.
 * @throws RefusedCall 413, or 400 for JSON and forms that are none.
 */
export async function readBody(request: Request, signal: AbortSignal, asked?: Kind): Promise<ApiBody> {
  const contentType = request.headers.get('content-type') ?? '';
  const kind = asked ?? kindOf(contentType);
  const bytes = await readBytes(request, limits[kind], signal);
  if (bytes.length === 0) return { type: 'none' };
  if (kind === 'json') return { type: 'json', value: parse(bytes) };
  return kind === 'form' ? readForm(bytes, contentType) : { type: 'bytes', bytes };
}

/** Text is taken for JSON: `fetch` calls a body so that nobody has named. */
function kindOf(contentType: string): Kind {
  const name = contentType.split(';')[0]!.trim().toLowerCase();
  if (name === '' || name === 'text/plain' || name === 'application/json' || name.endsWith('+json'))
    return 'json';
  const isForm = name === 'multipart/form-data' || name === 'application/x-www-form-urlencoded';
  return isForm ? 'form' : 'bytes';
}

async function readBytes(
  request: Request,
  limit: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) tooLarge(limit);
  if (!request.body) return new Uint8Array();
  const reader = request.body.getReader();
  const stop = () => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener('abort', stop, { once: true });
  try {
    const parts: Uint8Array[] = [];
    let byteLength = 0;
    for (;;) {
      const { done, value } = await reader.read();
      signal.throwIfAborted();
      if (done) return joinBytes(parts) as Uint8Array<ArrayBuffer>;
      byteLength += value.byteLength;
      if (byteLength > limit) {
        stop();
        tooLarge(limit);
      }
      parts.push(value);
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function tooLarge(limit: number): never {
  const message = `The body is larger than ${bytesText(limit)}, the most that is read. Send shorter recordings, or a shorter text.`;
  refuseCall(413, 'body_too_large', message, 'body');
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return refuseCall(400, 'invalid_json', 'The body is not valid JSON in UTF-8.', 'body');
  }
}

async function readForm(bytes: Uint8Array<ArrayBuffer>, contentType: string): Promise<ApiBody> {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } })
    .formData()
    .catch(() =>
      refuseCall(
        400,
        'invalid_form',
        'The body is not a valid form. Send it as multipart/form-data.',
        'body',
      ),
    );
  const fields = new Map<string, string | ApiFile>();
  for (const [name, value] of form) {
    const isFile = typeof value !== 'string';
    if (!name.endsWith('[]') && fields.has(name))
      refuseCall(400, 'invalid_value', `"${name}" stands more than once in the form; send it once.`, name);
    // A list: `name[]` stands once for each entry.
    if (name.endsWith('[]') && !isFile) fields.set(name, JSON.stringify(form.getAll(name)));
    else fields.set(name, isFile ? await fileOf(value) : value);
  }
  return { type: 'form', fields };
}

async function fileOf(file: File): Promise<ApiFile> {
  return { name: file.name, type: file.type, bytes: new Uint8Array(await file.arrayBuffer()) };
}
