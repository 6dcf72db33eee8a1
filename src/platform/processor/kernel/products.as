import { BYTE_SHIFT, Matrix, Model, F16, F32, Q8 } from './model';
import { bytesOne, bytesTwo } from './product-bytes';
import { halvesOne, halvesTwo, singlesOne, singlesTwo } from './product-floats';
import { nibblesOne, nibblesTwo } from './product-nibbles';
import { shareEnd, shareStart } from './threads';

/**
 * Multiplies prepared rows with a matrix: this thread's share of its tiles, each tile with all rows while it is in the
 * cache. What a row gives does not depend on the rows beside it, to the bit.
 * @param out `[rows, stride bytes]`: of each row as many values as the matrix has rows, written or, with `add`, added to.
 */
export function multiply(
  model: Model, at: usize, fromRow: i32, toRow: i32, out: usize, stride: usize, add: bool,
): void {
  if (toRow == fromRow) return;
  const matrix = changetype<Matrix>(at);
  const tileRows = matrix.kind >= Q8 ? 8 : 16;
  const tiles = (matrix.rows + tileRows - 1) / tileRows;
  const from = shareStart(tiles);
  const to = shareEnd(tiles);
  if (toRow - fromRow == 1) return one(model, matrix, fromRow, from, to, out + <usize>fromRow * stride, add);
  for (let tile = from; tile < to; tile++) {
    let row = fromRow;
    for (; row + 1 < toRow; row += 2) two(model, matrix, row, tile, out + <usize>row * stride, stride, add);
    if (row < toRow) one(model, matrix, row, tile, tile + 1, out + <usize>row * stride, add);
  }
}

/** What a row has one of for every 32 columns: a step or a correction for the zero point. */
// @ts-ignore: decorator
@inline
function ofBlocks(model: Model, at: usize, row: i32): usize {
  return at + ((<usize>row * model.preparedColumns) >> 3);
}

// @ts-ignore: decorator
@inline
function words(model: Model, row: i32): usize {
  return model.words + ((<usize>row * model.preparedColumns) << 1);
}

// @ts-ignore: decorator
@inline
function bytes(model: Model, row: i32): usize {
  return model.bytes + ((<usize>row * model.preparedColumns) << BYTE_SHIFT);
}

// @ts-ignore: decorator
@inline
function floats(model: Model, row: i32): usize {
  return model.floats + ((<usize>row * model.preparedColumns) << 2);
}

function one(model: Model, matrix: Matrix, row: i32, from: i32, to: i32, out: usize, add: bool): void {
  const kind = matrix.kind;
  if (kind == F32) singlesOne(matrix, from, to, floats(model, row), out, add);
  else if (kind == F16) halvesOne(matrix, from, to, floats(model, row), out, add);
  else if (kind == Q8) {
    bytesOne(matrix, from, to, words(model, row), ofBlocks(model, model.wordSteps, row), out, add);
  } else {
    const steps = ofBlocks(model, model.byteSteps, row);
    nibblesOne(matrix, from, to, bytes(model, row), steps, ofBlocks(model, model.zeros, row), out, add);
  }
}

/** A row and the one behind it, one tile. */
function two(model: Model, matrix: Matrix, row: i32, tile: i32, out: usize, stride: usize, add: bool): void {
  const kind = matrix.kind;
  const perRow = <usize>model.preparedColumns;
  if (kind == F32) singlesTwo(matrix, tile, floats(model, row), perRow << 2, out, stride, add);
  else if (kind == F16) halvesTwo(matrix, tile, floats(model, row), perRow << 2, out, stride, add);
  else if (kind == Q8) {
    const steps = ofBlocks(model, model.wordSteps, row);
    bytesTwo(matrix, tile, words(model, row), perRow << 1, steps, perRow >> 3, out, stride, add);
  } else {
    nibblesTwo(
      matrix, tile, bytes(model, row), perRow << BYTE_SHIFT, ofBlocks(model, model.byteSteps, row),
      ofBlocks(model, model.zeros, row), perRow >> 3, out, stride, add,
    );
  }
}
