/** One array of NumPy's .npy format. `values` is in C order. */
export type NpyArray = { readonly values: NpyValues; readonly shape: readonly number[] };
export type NpyValues =
  | Float32Array
  | Float64Array
  | Int32Array
  | BigInt64Array
  | Int16Array
  | Uint8Array
  | Int8Array
  | Uint16Array;

const constructors = {
  '<f4': Float32Array,
  '<f8': Float64Array,
  '<i4': Int32Array,
  '<i8': BigInt64Array,
  '<i2': Int16Array,
  '<u2': Uint16Array,
  '|u1': Uint8Array,
  '|i1': Int8Array,
  '|b1': Uint8Array,
} as const;

/**
 * Reads .npy version 1.0, little-endian, C order: all that the golden sets use.
 * Source: numpy.lib.format, "Format Version 1.0".
 */
export function parseNpy(bytes: Uint8Array, name: string): NpyArray {
  const wrong = (reason: string) => new Error(`The golden array ${name} cannot be read: ${reason}.`);
  if (bytes.length < 10 || bytes[0] !== 0x93 || String.fromCharCode(...bytes.subarray(1, 6)) !== 'NUMPY') {
    throw wrong('it is no .npy file');
  }
  if (bytes[6] !== 1) throw wrong(`format version ${bytes[6]} is not 1`);
  const start = 10 + bytes[8]! + 256 * bytes[9]!;
  const header = new TextDecoder('latin1').decode(bytes.subarray(10, start));
  const descr = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const dims = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (descr === undefined || dims === undefined) throw wrong('its header names no type or shape');
  if (!/'fortran_order':\s*False/.test(header)) throw wrong('it is in Fortran order');
  const Values = constructors[descr as keyof typeof constructors];
  if (Values === undefined) throw wrong(`type ${descr} is not supported`);
  const shape = dims
    .split(',')
    .filter((part) => part.trim() !== '')
    .map(Number);
  const count = shape.reduce((product, size) => product * size, 1);
  if (bytes.length - start !== count * Values.BYTES_PER_ELEMENT)
    throw wrong('its length does not fit its shape');
  return { values: new Values(bytes.slice(start).buffer), shape };
}
