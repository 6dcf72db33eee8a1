import { repeated } from '../../src/core/rehearsal/repeated';
import { encodeBlocks, type GgufBlock, ggufBlocks } from './gguf-blocks';
import type { GgufEncoders } from './gguf-file';
import type { MlxParts } from './mlx-files';
import type { ToyFile } from './toy-files';
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
    return repeated(tile, (seedOf(seed, name) + from) * size, (to - from) * size);
  };
}

/**
 * The same for what MLX makes of a matrix: random codes and scales of either sign, whose weights are as large as those of
 * `tiledValues`, but not bell-shaped.
 */
export function tiledParts(seed: number, deviation = 0.02): MlxParts {
  const random = (index: number) => (Math.imul(index + seed, 0x9e3779b1) >>> 8) / 2 ** 24;
  const codes = Uint8Array.from({ length: TILE_ELEMENTS }, (_, index) => 256 * random(index * 7 + 3));
  // Evenly spread codes deviate by a √12th of their range.
  const rangeAt = (index: number) => (random(index) < 0.5 ? -1 : 1) * deviation * Math.sqrt(12);
  return (tensor, { bits, groupSize }, dtype) => {
    const elements = elementCount(tensor.dims);
    const factors = (name: string, valueAt: (index: number) => number): ToyFile => {
      const tile = encodeElements({ name, dims: [FACTOR_TILE], valueAt }, dtype, 0, FACTOR_TILE);
      return tiledFile(tile, (elements / groupSize) * toyElementBytes[dtype]);
    };
    return [
      tiledFile(codes, (elements * bits) / 8),
      factors('scales', (index) => rangeAt(index) / (2 ** bits - 1)),
      factors('biases', (index) => -rangeAt(index) / 2),
    ];
  };
}

/** The same for the blocks of GGUF files. */
export function tiledBlocks(seed: number, deviation = 0.02): NonNullable<GgufEncoders['blocks']> {
  const tiles = new Map<GgufBlock, Uint8Array>();
  const { valueAt } = bellShaped(seed, deviation);
  return ({ dims }, dtype) => {
    const { values, bytes } = ggufBlocks[dtype];
    const some = () => Float32Array.from({ length: BLOCK_TILE * values }, (_, index) => valueAt(index));
    const tile = tiles.get(dtype) ?? encodeBlocks(some(), dtype);
    tiles.set(dtype, tile);
    return tiledFile(tile, (elementCount(dims) / values) * bytes);
  };
}

/** Blocks of a tile: a prime too. */
const BLOCK_TILE = 4093;

/** A prime too. */
const FACTOR_TILE = 8191;

function tiledFile(tile: Uint8Array, byteLength: number): ToyFile {
  return {
    byteLength,
    read: (offset, length) => repeated(tile, offset, Math.min(length, byteLength - offset)),
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
