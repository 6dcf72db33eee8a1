import { parseByteRange } from '../../core/data/byte-range';

/** Answers a request for some bytes from a whole stored response, as a server would. */
export async function sliceResponse(whole: Response, rangeHeader: string): Promise<Response> {
  const body = await whole.blob();
  const headers = new Headers(whole.headers);
  // The stored header may speak of the compressed length; the body here is the plain one.
  headers.delete('Content-Encoding');
  const range = parseByteRange(rangeHeader, body.size);
  if (range === 'unsatisfiable') {
    headers.set('Content-Range', `bytes */${body.size}`);
    headers.set('Content-Length', '0');
    return new Response(null, { status: 416, headers });
  }
  const part = range ? body.slice(range.first, range.last + 1) : body;
  headers.set('Content-Length', String(part.size));
  if (range) headers.set('Content-Range', `bytes ${range.first}-${range.last}/${body.size}`);
  return new Response(part, { status: range ? 206 : 200, headers });
}
