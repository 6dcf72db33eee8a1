import { assert } from '../../core/failure';
import type { WeightBinding } from '../../core/graph/built-graph';
import type { LanguageSpec } from '../../core/model/model-spec';
import type { LinearPlan } from '../../core/package/manifest';
import type { ModelPackage } from '../../core/package/model-package';
import { bitsOf } from '../../core/package/precision-plan';
import {
  attentionInputs,
  audioEmbedding,
  audioHeadOf,
  audioPath,
  type FeedForwardPath,
  feedForwardPaths,
  feedForwardSize,
  finalNorm,
  layer as layerNames,
} from '../../core/package/tensor-names';
import { blocksPerRow } from '../../core/quantise/block-quantise';
import {
  isBlocks,
  matrixKinds,
  type PackedShape,
  packedBytes,
  stagedRows,
  storageOf,
  storedRowBytes,
  tileBytes,
  wholeBlocks,
} from './packed-matrix';

/** Positions of a chunk of the cache. Source: kernel/cache.as. */
export const CHUNK_POSITIONS = 64;

/** The form of rows in a product: floats, or in blocks, as weights are, integers of 16 bits for weights of 8 and of 8 for those of 4. */
export type Activations = 'f32' | 'rounded';

/** The form of keys and values in the cache: floats, or integers of 8 bits in blocks. */
export type CacheForm = 'f32' | 'int8';

/** Keys and values are rounded where weights are. */
export function cacheFormOf(linears: LinearPlan): CacheForm {
  return Object.values(linears).some((storage) => bitsOf(storage) !== null) ? 'int8' : 'f32';
}

/** A matrix and the place of its tiles, or a norm and the place of its floats. The binding tells what it is made from. */
export type PlacedMatrix = PackedShape & { readonly binding: WeightBinding; readonly address: number };
export type PlacedVector = { readonly binding: WeightBinding; readonly address: number };

/** Places in the kernel's memory; addresses in bytes. */
export type LanguagePlan = {
  /** Rows that a forward may have. */
  readonly rowCount: number;
  readonly threadCount: number;
  readonly matrices: readonly PlacedMatrix[];
  readonly vectors: readonly PlacedVector[];
  /** Words that describe the model to the kernel, from address 0 on. */
  readonly words: Uint32Array;
  /** Words of a forward's task, and those that threads meet at. */
  readonly task: number;
  readonly meeting: number;
  /** Rooms, see kernel/model.as. */
  readonly hidden: number;
  readonly codes: number;
  readonly positions: number;
  readonly logits: number;
  readonly logitCount: number;
  readonly weightBytes: number;
  readonly cache: number;
  readonly chunkBytes: number;
  /** End of the room behind the weights in which stored ones wait to be packed; the cache takes it later. */
  readonly stageEnd: number;
};

/** Gives out room from the bottom of the memory up. */
class Room {
  end = 0;

  take(byteLength: number): number {
    const from = this.end;
    this.end = from + Math.ceil(byteLength / 64) * 64;
    return from;
  }
}

type Options = {
  readonly rowCount: number;
  readonly threadCount: number;
  readonly activations: Activations;
  readonly cacheForm: CacheForm;
};

/** Lays out the memory of a language model: description, rooms, weights, and the cache behind all else. */
export function planLanguage(
  spec: LanguageSpec,
  linears: LinearPlan,
  tensor: ModelPackage['tensor'],
  { rowCount, threadCount, activations, cacheForm }: Options,
): LanguagePlan {
  const { hiddenSize, headCount, keyValueHeadCount: cached, headDim, layerCount, codebooks } = spec;
  const room = new Room();
  const words: number[] = [];
  const matrices: PlacedMatrix[] = [];
  const vectors: PlacedVector[] = [];
  // The description comes first, and is longer the more layers there are: 8 matrices of 5 words and 23 more words a layer.
  const description = room.take(4 * (64 + layerCount * 128));
  let noted = 0;
  const note = (fields: readonly number[]): number => {
    const at = noted;
    words.push(...fields);
    noted += fields.length;
    return description + 4 * at;
  };
  const modelFields = note(new Array<number>(MODEL_FIELDS).fill(0));

  const place = (shape: PackedShape, binding: WeightBinding): number => {
    const known = matrices.find((matrix) => matrix.binding.name === binding.name);
    const address = known?.address ?? room.take(packedBytes(shape));
    if (!known) matrices.push({ ...shape, binding, address });
    return note([matrixKinds[shape.kind], shape.rows, shape.columns, address, tileBytes(shape)]);
  };
  const plain = (name: string, rows: number, columns: number): number =>
    place({ kind: storageOf(tensor(name).dtype), rows, columns }, stored(name, [rows, columns]));
  const linear = (name: string, rows: number, columns: number): number => {
    const storage = linears[name];
    assert(storage, `the plan tells how "${name}" is stored`);
    const bits = bitsOf(storage);
    if (bits === null) return plain(name, rows, columns);
    const kind = activations === 'f32' ? 'f32' : storage;
    const source = { type: 'dequantised', tensor: name, bits } as const;
    return place({ kind, rows, columns }, { name, dtype: 'float32', dims: [columns, rows], source });
  };
  const vector = (name: string, length: number): number => {
    const address = room.take(4 * length);
    vectors.push({ binding: stored(name, [length]), address });
    return address;
  };

  const paths = feedForwardPaths(spec);
  const widest = Math.max(...paths.map((path) => feedForwardSize(spec, path)));
  const width = headCount * headDim;
  const columns = wholeBlocks(Math.max(hiddenSize, width, widest));
  const floats = (count: number) => room.take(4 * count);
  const task = room.take(20);
  const meeting = room.take(16);
  const hidden = floats(rowCount * hiddenSize);
  const codes = floats(rowCount * codebooks.codebookCount);
  const positions = floats(rowCount);
  const rooms = {
    projected: floats(rowCount * (width + 2 * cached * headDim)),
    attended: floats(rowCount * width),
    gate: floats(rowCount * widest + 32),
    up: floats(rowCount * widest + 32),
  };
  const logitCount = codebooks.codebookCount * (codebooks.codebookSize + 2);
  const logits = floats(logitCount);
  const scoreStride = 4 * Math.ceil(spec.maxPositionCount / CHUNK_POSITIONS) * CHUNK_POSITIONS;
  const scores = room.take(threadCount * (headCount / cached) * scoreStride);
  const prepared = {
    floats: floats(rowCount * columns),
    words: room.take(2 * rowCount * columns),
    wordSteps: room.take((rowCount * columns) / 8),
    bytes: room.take(2 * rowCount * columns),
    byteSteps: room.take((rowCount * columns) / 8),
    zeros: room.take((rowCount * columns) / 8),
  };

  const weightsFrom = room.end;
  const pathOf = (index: number, path: FeedForwardPath): number => {
    const names = layerNames(index);
    const size = feedForwardSize(spec, path);
    return note([
      vector(names.attentionNorm(path), hiddenSize),
      vector(names.feedForwardNorm(path), hiddenSize),
      linear(names.gate(path), size, hiddenSize),
      linear(names.up(path), size, hiddenSize),
      linear(names.down(path), hiddenSize, size),
    ]);
  };
  const layers = Array.from({ length: layerCount }, (_, index) => {
    const names = layerNames(index);
    const inputs = attentionInputs(spec, index).map(({ name, rows }) => linear(name, rows, hiddenSize));
    return note([
      pathOf(index, audioPath(spec)),
      paths.length > 1 ? pathOf(index, 'text') : 0,
      inputs[0]!,
      inputs[1] ?? 0,
      inputs[2] ?? 0,
      linear(names.output, hiddenSize, width),
      spec.queryKeyNorm ? vector(names.queryNorm, headDim) : 0,
      spec.queryKeyNorm ? vector(names.keyNorm, headDim) : 0,
    ]);
  });
  const head = plain(audioHeadOf(spec), logitCount, hiddenSize);
  const table = plain(audioEmbedding, logitCount, hiddenSize);
  const norm = vector(finalNorm, hiddenSize);
  const weightBytes = room.end - weightsFrom;

  const cache = room.end;
  const roomBytes = CHUNK_POSITIONS * bytesPerPosition(headDim, cacheForm);
  const chunkBytes = 4 * CHUNK_POSITIONS * headDim + layerCount * cached * roomBytes;
  const backbone = matrices.filter(({ binding }) => binding.name in linears);
  const fields = [
    layerCount,
    note(layers),
    hiddenSize,
    headCount,
    cached,
    headDim,
    widest,
    codebooks.codebookCount,
    codebooks.codebookSize + 2,
    bitsOfFloat(spec.rmsNormEpsilon),
    bitsOfFloat(1 / Math.sqrt(headDim)),
    norm,
    head,
    table,
    Number(backbone.some(({ kind }) => kind === 'q8')),
    Number(backbone.some(({ kind }) => kind === 'q4')),
    Number(backbone.some(({ kind }) => !isBlocks(kind))),
    hidden,
    codes,
    positions,
    rooms.projected,
    rooms.attended,
    rooms.gate,
    rooms.up,
    logits,
    scores,
    scoreStride,
    columns,
    prepared.floats,
    prepared.words,
    prepared.wordSteps,
    prepared.bytes,
    prepared.byteSteps,
    prepared.zeros,
    cache,
    chunkBytes,
    roomBytes,
    Number(cacheForm === 'int8'),
  ];
  fields.forEach((field, index) => {
    words[(modelFields - description) / 4 + index] = field;
  });
  const stage = Math.max(...matrices.map((matrix) => stagedRows(matrix) * storedRowBytes(matrix)));
  return {
    rowCount,
    threadCount,
    matrices,
    vectors,
    words: Uint32Array.from(words),
    task,
    meeting,
    hidden,
    codes,
    positions,
    logits,
    logitCount,
    weightBytes,
    cache,
    chunkBytes,
    stageEnd: cache + Math.max(stage, chunkBytes),
  };
}

/** Words of `Model` in kernel/model.as. */
const MODEL_FIELDS = 38;

/** Key and value of a head at one position, with steps and sums. Source: kernel/cache.as. */
function bytesPerPosition(headDim: number, cacheForm: CacheForm): number {
  return cacheForm === 'f32' ? 8 * headDim : 2 * headDim + 8 * blocksPerRow(headDim) + 4;
}

function stored(name: string, dims: readonly number[]): WeightBinding {
  return { name, dtype: 'float32', dims, source: { type: 'tensor', tensor: name } };
}

function bitsOfFloat(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0]!;
}
