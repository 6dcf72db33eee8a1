import { powerOfTwo } from './arithmetic';
import { fromHalves, toHalves } from './halves';
import { F16, FLOATS_RAISED, Q4, STEPS_RAISED } from './model';

/**
 * Packs stored weights into tiles, which products read from the first byte to the last. A tile begins with 16 bytes, of which
 * the first four are its factor. Behind it:
 * - integers, 8 rows: for every 32 columns the integers, then 8 steps of 16 bits. In 4 bits, groups of 8 columns: of each row
 *   four bytes, as they are stored, rows 0 to 3, then rows 4 to 7. In 8 bits, groups of 8 columns: bytes of columns 0, 2, 4, 6 of
 *   rows 0 to 3, then those of columns 1, 3, 5, 7; the same of rows 4 to 7.
 * - floats, 16 rows: for every column the 16 values.
 * Products of 16-bit integers take pairs of columns: two columns of four rows, then two more.
 * Halves and steps are multiplied with a power of two, so that the largest of a tile is near the top of their range: then
 * none that matters is subnormal. The factor is the other way round, and undoes what rows.as multiplies with.
 */

// @ts-ignore: decorator
@inline const BLOCK_ROWS: i32 = 8;
// @ts-ignore: decorator
@inline const FLOAT_ROWS: i32 = 16;
/** Bits of a half that is moved into place of a float: it is 2^112 too small. */
const MOVED: i32 = 112;

let shift: i32 = 0;

/** @param ints `[rowCount, blocks, 16 or 32]`, @param scales `[rowCount, blocks]` halves. @param rowCount any; missing rows are zeros. */
export function packBlocks(
  kind: i32, ints: usize, scales: usize, rowCount: i32, blocks: i32, to: usize,
): usize {
  const blockBytes: usize = kind == Q4 ? 16 : 32;
  for (let first = 0; first < rowCount; first += BLOCK_ROWS) {
    const count = min(BLOCK_ROWS, rowCount - first);
    const steps = scales + (<usize>first * blocks << 1);
    shift = shiftOf(steps, count * blocks);
    store<f32>(to, powerOfTwo(MOVED - shift - STEPS_RAISED));
    to += 16;
    for (let block = 0; block < blocks; block++) {
      const from = ints + (<usize>first * blocks + block) * blockBytes;
      for (let rows = 0; rows < BLOCK_ROWS; rows += 4) {
        if (kind == Q4) packNibbles(from, rows, count, <usize>blocks * 16, to + (rows << 2));
        else packBytes(from, rows, count, <usize>blocks * 32, to + (rows << 3));
      }
      to += kind == Q4 ? 128 : 256;
      for (let row = 0; row < BLOCK_ROWS; row++) {
        const at = steps + (<usize>(row * blocks + block) << 1);
        store<u16>(to + (row << 1), row < count ? shifted(load<u16>(at)) : 0);
      }
      to += 16;
    }
  }
  return to;
}

/** @param from `[rowCount, columns]` halves or floats. */
export function packFloats(kind: i32, from: usize, rowCount: i32, columns: i32, to: usize): usize {
  for (let first = 0; first < rowCount; first += FLOAT_ROWS) {
    const count = min(FLOAT_ROWS, rowCount - first);
    if (kind == F16) {
      const rows = from + (<usize>first * columns << 1);
      shift = shiftOf(rows, count * columns);
      store<f32>(to, powerOfTwo(MOVED - shift - FLOATS_RAISED));
      to += 16;
      for (let column = 0; column < columns; column++) {
        for (let row = 0; row < FLOAT_ROWS; row++) {
          const at = rows + (<usize>(row * columns + column) << 1);
          store<u16>(to + (row << 1), row < count ? shifted(load<u16>(at)) : 0);
        }
        to += 32;
      }
    } else {
      const rows = from + (<usize>first * columns << 2);
      store<f32>(to, powerOfTwo(-FLOATS_RAISED));
      to += 16;
      for (let column = 0; column < columns; column++) {
        for (let row = 0; row < FLOAT_ROWS; row++) {
          const at = rows + (<usize>(row * columns + column) << 2);
          store<f32>(to + (row << 2), row < count ? load<f32>(at) : 0);
        }
        to += 64;
      }
    }
  }
  return to;
}

/** The same group of 4 bytes of four rows, group by group. */
// @ts-ignore: decorator
@inline
function packNibbles(from: usize, rows: i32, count: i32, rowBytes: usize, to: usize): void {
  for (let group: usize = 0; group < 4; group++) {
    const words = wordsOf(from + (group << 2), rows, count, rowBytes);
    // Without the dot product of bytes, nibbles become words of 16 bits, and pairs of them are multiplied.
    const ready = ASC_FEATURE_RELAXED_SIMD ? words : v128.shuffle<u16>(words, words, 0, 2, 4, 6, 1, 3, 5, 7);
    v128.store(to + (group << 5), ready);
  }
}

// @ts-ignore: decorator
@inline
function packBytes(from: usize, rows: i32, count: i32, rowBytes: usize, to: usize): void {
  for (let group: usize = 0; group < 4; group++) {
    const a = wordsOf(from + (group << 3), rows, count, rowBytes);
    const b = wordsOf(from + (group << 3) + 4, rows, count, rowBytes);
    const even = v128.shuffle<u8>(a, b, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
    const odd = v128.shuffle<u8>(a, b, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
    v128.store(to + (group << 6), v128.xor(even, i8x16.splat(-128)));
    v128.store(to + (group << 6), v128.xor(odd, i8x16.splat(-128)), 16);
  }
}

/** A word of each of four rows. */
// @ts-ignore: decorator
@inline
function wordsOf(at: usize, rows: i32, count: i32, rowBytes: usize): v128 {
  let words = i32x4.splat(0);
  if (rows < count) words = i32x4.replace_lane(words, 0, load<i32>(at + <usize>rows * rowBytes));
  if (rows + 1 < count) words = i32x4.replace_lane(words, 1, load<i32>(at + <usize>(rows + 1) * rowBytes));
  if (rows + 2 < count) words = i32x4.replace_lane(words, 2, load<i32>(at + <usize>(rows + 2) * rowBytes));
  if (rows + 3 < count) words = i32x4.replace_lane(words, 3, load<i32>(at + <usize>(rows + 3) * rowBytes));
  return words;
}

/** The power of two that brings the largest of these halves to 2^14 or more. */
function shiftOf(halves: usize, count: i32): i32 {
  let most: u32 = 0;
  for (let i = 0; i < count; i++) most = max<u32>(most, load<u16>(halves + (<usize>i << 1)) & 0x7fff);
  if (most == 0) return 0;
  const value = f32x4.extract_lane(fromHalves(i32x4.splat(most)), 0);
  return 14 - <i32>((reinterpret<u32>(value) >> 23) - 127);
}

// @ts-ignore: decorator
@inline
function shifted(half: u32): u16 {
  const value = f32x4.mul(fromHalves(i32x4.splat(half)), f32x4.splat(powerOfTwo(shift)));
  return <u16>i32x4.extract_lane(toHalves(value), 0);
}
