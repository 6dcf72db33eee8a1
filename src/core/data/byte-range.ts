/** First and last byte, both included, as in HTTP. */
export type ByteRange = { readonly first: number; readonly last: number };

/**
 * Reads a `Range` header with one range of bytes. Source: RFC 9110, section 14.2.
 * @returns null for a header that may be ignored (other units, several ranges, nonsense);
 *   `'unsatisfiable'` for a range that begins behind the end.
 */
export function parseByteRange(header: string, byteLength: number): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (!match || (match[1] === '' && match[2] === '')) return null;
  const end = byteLength - 1;
  if (match[1] === '') {
    const suffixLength = Number(match[2]);
    return suffixLength === 0 || byteLength === 0
      ? 'unsatisfiable'
      : { first: Math.max(0, byteLength - suffixLength), last: end };
  }
  const first = Number(match[1]);
  const last = match[2] === '' ? end : Math.min(Number(match[2]), end);
  if (first > end) return 'unsatisfiable';
  return first > last ? null : { first, last };
}
