const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const letterCodes = Uint8Array.from(alphabet, (letter) => letter.charCodeAt(0));
const PADDING = 0x3d;

/** Base64 with padding, RFC 4648. Browsers' own `btoa` takes text, one call a megabyte of it. */
export function toBase64(bytes: Uint8Array): string {
  const letters = new Uint8Array(4 * Math.ceil(bytes.length / 3));
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    letters[at++] = letterCodes[three >> 18]!;
    letters[at++] = letterCodes[(three >> 12) & 63]!;
    letters[at++] = i + 1 < bytes.length ? letterCodes[(three >> 6) & 63]! : PADDING;
    letters[at++] = i + 2 < bytes.length ? letterCodes[three & 63]! : PADDING;
  }
  return new TextDecoder().decode(letters);
}

/** @param text base64 that is whole, without line breaks. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
