import {
  type EncodeElements,
  elementCount,
  encodeElements,
  seedOf,
  type ToyTensor,
  toyElementBytes,
} from './toy-tensor';

/** A prime, so that no row of a matrix repeats the one above it. */
const TILE_ELEMENTS = 1_048_573;

/** Norms, biases and the like keep their own values, so that a network of tiled matrices still computes with sane numbers. */
const OWN_VALUES_BELOW_ELEMENTS = 2 ** 16;

/**
 * Instead of its own values, every large tensor has a stretch of the same million bell-shaped ones, repeated from a place of
 * its own: read as fast as memory is copied, for checkpoints of full size whose values do not matter.
 */
export function tiledValues(seed: number, deviation = 0.02): EncodeElements {
  const tiles = new Map<string, Uint8Array>();
  const tensor = bellShaped(seed, deviation);
  return (wanted, dtype, from, to) => {
    const { name, dims } = wanted;
    if (elementCount(dims) < OWN_VALUES_BELOW_ELEMENTS) return encodeElements(wanted, dtype, from, to);
    const tile = tiles.get(dtype) ?? encodeElements(tensor, dtype, 0, TILE_ELEMENTS);
    tiles.set(dtype, tile);
    const size = toyElementBytes[dtype];
    const bytes = new Uint8Array((to - from) * size);
    let at = ((seedOf(seed, name) + from) % TILE_ELEMENTS) * size;
    for (let done = 0; done < bytes.byteLength; at = 0) {
      const part = tile.subarray(at, at + bytes.byteLength - done);
      bytes.set(part, done);
      done += part.byteLength;
    }
    return bytes;
  };
}

function bellShaped(seed: number, deviation: number): ToyTensor {
  // The sum of a few even values is bell-shaped enough.
  const hash = (index: number) => (Math.imul(index ^ (index >>> 13) ^ seed, 0x9e3779b1) >>> 0) / 2 ** 32;
  const valueAt = (index: number) => {
    let sum = -3;
    for (let i = 0; i < 6; i++) sum += hash(Math.imul(index * 6 + i + 1, 0x85ebca6b));
    return sum * deviation * Math.SQRT2;
  };
  return { name: 'tile', dims: [TILE_ELEMENTS], valueAt };
}
