/** Bytes `[from, from + byteLength)` of an endless row of tiles, newly allocated. */
export function repeated(tile: Uint8Array, from: number, byteLength: number): Uint8Array {
  const bytes = new Uint8Array(byteLength);
  let at = from % tile.byteLength;
  for (let done = 0; done < byteLength; at = 0) {
    const part = tile.subarray(at, at + byteLength - done);
    bytes.set(part, done);
    done += part.byteLength;
  }
  return bytes;
}
