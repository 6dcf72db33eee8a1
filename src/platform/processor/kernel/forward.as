import { powerOfTwo } from './arithmetic';
import { attend } from './attention';
import { fillCache } from './cache';
import { F16, FLOATS_RAISED, Layer, Matrix, Model, Path } from './model';
import { multiply } from './products';
import { hasIntegers, prepareGated, prepareNormed, preparePlain } from './rows';
import { awaitCall, barrier, call, dismiss, join, shareEnd, shareStart } from './threads';

export { packBlocks, packFloats } from './packing';
export { dismiss, join };

/** The order of a forward; all threads read it. */
// @ts-ignore: decorator
@unmanaged
class Task {
  model: usize;
  rows: i32;
  /** Rows whose vectors are given. */
  vectorRows: i32;
  /** Those of them that have norms and a feed-forward of their own. */
  textRows: i32;
  /** Row whose logits are wanted; below 0 none. */
  scoredRow: i32;
}

/**
 * One forward: first the rows of text, whose vectors stand in `model.hidden`, then those of audio, whose codes stand in
 * `model.codes`. Their keys and values are in the cache afterwards, and the logits of one row in `model.logits`.
 */
export function forward(task: usize): void {
  call();
  run(task);
}

/** Every other thread calls this once; it returns when the threads are dismissed. */
export function work(task: usize): void {
  let job = 0;
  for (;;) {
    job = awaitCall(job);
    if (job < 0) return;
    run(task);
  }
}

function run(at: usize): void {
  const task = changetype<Task>(at);
  const model = changetype<Model>(task.model);
  const rows = task.rows;
  embed(model, task.vectorRows, rows);
  for (let index = 0; index < model.layerCount; index++) {
    runLayer(model, load<usize>(model.layers + (<usize>index << 2)), index, task.textRows, rows);
  }
  const scored = task.scoredRow;
  if (scored >= 0) {
    prepareNormed(model, model.hidden, scored, scored + 1, model.finalNorm, true, false);
    barrier();
    // There is one row of logits: wherever its row stands, it is the first.
    multiply(model, model.head, scored, scored + 1, model.logits, 0, false);
  }
  barrier();
}

function runLayer(model: Model, at: usize, index: i32, textRows: i32, rows: i32): void {
  const layer = changetype<Layer>(at);
  const width = model.headCount * model.headDim;
  const cached = model.keyValueHeadCount * model.headDim;
  const integers = hasIntegers(model);
  const floats = model.hasFloats != 0;
  const projectedBytes = <usize>(width + 2 * cached) << 2;
  const hiddenBytes = <usize>model.hiddenSize << 2;
  const audio = changetype<Path>(layer.audio);
  const text = changetype<Path>(layer.text);

  if (textRows > 0) prepareNormed(model, model.hidden, 0, textRows, text.attentionNorm, floats, integers);
  if (textRows < rows) prepareNormed(model, model.hidden, textRows, rows, audio.attentionNorm, floats, integers);
  barrier();
  multiply(model, layer.queries, 0, rows, model.projected, projectedBytes, false);
  if (layer.keys != 0) {
    multiply(model, layer.keys, 0, rows, model.projected + (<usize>width << 2), projectedBytes, false);
    multiply(model, layer.values, 0, rows, model.projected + (<usize>(width + cached) << 2), projectedBytes, false);
  }
  barrier();
  fillCache(model, at, index, rows);
  barrier();
  attend(model, index, rows);
  barrier();
  preparePlain(model, model.attended, width, rows);
  barrier();
  multiply(model, layer.output, 0, rows, model.hidden, hiddenBytes, true);
  barrier();
  if (textRows > 0) prepareNormed(model, model.hidden, 0, textRows, text.feedForwardNorm, floats, integers);
  if (textRows < rows) prepareNormed(model, model.hidden, textRows, rows, audio.feedForwardNorm, floats, integers);
  barrier();
  if (textRows > 0) multiplyGates(model, text, 0, textRows);
  if (textRows < rows) multiplyGates(model, audio, textRows, rows);
  barrier();
  if (textRows > 0) prepareGated(model, changetype<Matrix>(text.gate).rows, 0, textRows);
  if (textRows < rows) prepareGated(model, changetype<Matrix>(audio.gate).rows, textRows, rows);
  barrier();
  if (textRows > 0) multiply(model, text.down, 0, textRows, model.hidden, hiddenBytes, true);
  if (textRows < rows) multiply(model, audio.down, textRows, rows, model.hidden, hiddenBytes, true);
  barrier();
}

function multiplyGates(model: Model, path: Path, fromRow: i32, toRow: i32): void {
  const stride = <usize>model.feedForwardSize << 2;
  multiply(model, path.gate, fromRow, toRow, model.gate, stride, false);
  multiply(model, path.up, fromRow, toRow, model.up, stride, false);
}

/** The vector of a row of audio is the sum of its codes' rows of the table. Threads share the columns. */
function embed(model: Model, fromRow: i32, toRow: i32): void {
  const table = changetype<Matrix>(model.table);
  const size = <usize>(table.kind == F16 ? 2 : 4);
  const from = shareStart(model.hiddenSize);
  const to = shareEnd(model.hiddenSize);
  const raise = powerOfTwo(FLOATS_RAISED);
  for (let row = fromRow; row < toRow; row++) {
    const out = model.hidden + ((<usize>row * model.hiddenSize) << 2);
    for (let column = from; column < to; column++) store<f32>(out + (<usize>column << 2), 0);
    for (let codebook = 0; codebook < model.codebookCount; codebook++) {
      const code = load<i32>(model.codes + (<usize>(row * model.codebookCount + codebook) << 2));
      const entry = codebook * model.codebookRows + code;
      const tile = table.tiles + <usize>(entry >> 4) * table.tileBytes;
      const factor = load<f32>(tile);
      const first = tile + 16 + <usize>(entry & 15) * size;
      for (let column = from; column < to; column++) {
        const at = first + (<usize>column << 4) * size;
        const value =
          table.kind == F16
            ? reinterpret<f32>((<i32>load<i16>(at) << 13) & <i32>0x8fffffff) * raise * factor
            : load<f32>(at);
        const to = out + (<usize>column << 2);
        store<f32>(to, load<f32>(to) + value);
      }
    }
  }
  barrier();
}
