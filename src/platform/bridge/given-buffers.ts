/** An event holds a piece, a piece its grid, and a grid its codes. */
const DEEPEST = 3;

/**
 * The buffers of all arrays in a result. A worker that answers transfers them and keeps no array of them:
 * sound and codes are never copied.
 */
export function givenBuffers(value: unknown, depth = 0): ArrayBuffer[] {
  if (typeof value !== 'object' || value === null) return [];
  if (ArrayBuffer.isView(value)) return value.buffer instanceof ArrayBuffer ? [value.buffer] : [];
  if (depth === DEEPEST || Object.getPrototypeOf(value) !== Object.prototype) return [];
  return Object.values(value).flatMap((part) => givenBuffers(part, depth + 1));
}
