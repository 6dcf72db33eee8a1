import type { DeviceSpeeds } from '../../core/device/device-facts';
import { PREFILL_ROWS } from '../../core/device/predict-speech';
import { tensorBytes } from '../ort/gpu-memory';
import { type MeasuringGraph, matrixWeights } from './measuring-graph';
import type { OpenChain, ProductChain } from './product-chains';

/** Size of the products, and whether every kernel is measured or the two that matter most. */
export type MeasuringSize = {
  readonly size: number;
  readonly poolBytes: number;
  readonly kernels: 'all' | 'few';
};
/** Size for a graphics card: as large as a model's, and more of them than a cache holds. */
export const largeMeasuring: MeasuringSize = { size: 4096, poolBytes: 100e6, kernels: 'all' };
/** Size for processors, which are slow enough for small products. */
export const smallMeasuring: MeasuringSize = { size: 1024, poolBytes: 1e6, kernels: 'all' };
/**
 * Size for software adapters, where compiling one kernel takes seconds and one product of the size above a
 * fifth of a second: 4 bits stand for 8, and one row stands for many.
 */
export const tinyMeasuring: MeasuringSize = { size: 256, poolBytes: 1e4, kernels: 'few' };

/** Runs are repeated until they have taken this long together, which the coarsest clock of a browser can measure. */
const ENOUGH_SECONDS = 0.03;
/** Repetitions, of which the fastest counts: other work on the machine only adds time. `MOST_SECONDS` ends them. */
const LOOKS = 3;
const MOST_SECONDS = 0.3;
const MOST_TIMES = 64;
/** Operator counts of the two chains; their difference gives the cost of one. */
const FEW = 2;
const MANY = 34;

type Dependencies = {
  readonly open: OpenChain;
  readonly size: MeasuringSize;
  readonly activation: MeasuringGraph['activation'];
  readonly placement: MeasuringGraph['placement'];
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
};

/** The products of a decode step and of a prompt, one after the other; nothing stays open. */
export async function measureProducts(
  dependencies: Dependencies,
  signal: AbortSignal,
): Promise<Omit<DeviceSpeeds, 'copyBytesPerSecond'>> {
  const { size, activation, placement } = dependencies;
  const tiny = { storage: activation, activation, size: 32, matrixCount: 1, placement } as const;
  const few = await chainSeconds(dependencies, { ...tiny, productCount: FEW }, 1, true, signal);
  const many = await chainSeconds(dependencies, { ...tiny, productCount: MANY }, 1, true, signal);
  const operatorSeconds = Math.max(0, (many - few) / (MANY - FEW));
  const runSeconds = Math.max(0, few - FEW * operatorSeconds);

  const product = (storage: MeasuringGraph['storage'], rows: number) =>
    measureProduct(dependencies, storage, rows, operatorSeconds, signal);
  const [q4, floats] = [await product('q4', 1), await product(activation, 1)];
  const isFew = size.kernels === 'few';
  const q8 = isFew ? q4 : await product('q8', 1);
  const oneRow = {
    q4: q4.bytesPerSecond,
    q8: q8.bytesPerSecond,
    floats: floats.bytesPerSecond,
  };
  const manyRows = {
    q4: (isFew ? q4 : await product('q4', PREFILL_ROWS)).productsPerSecond,
    floats: (isFew ? floats : await product('float32', PREFILL_ROWS)).productsPerSecond,
  };
  return { oneRow, manyRows, runSeconds, operatorSeconds };
}

/** Bytes of weights and multiplications a second of one product, without what calls cost. */
export async function measureProduct(
  dependencies: Dependencies,
  storage: MeasuringGraph['storage'],
  rows: number,
  operatorSeconds: number,
  signal: AbortSignal,
): Promise<{ readonly bytesPerSecond: number; readonly productsPerSecond: number }> {
  const {
    size: { size, poolBytes },
    placement,
  } = dependencies;
  // The codec computes in 32 bits everywhere.
  const activation = storage === 'float32' ? 'float32' : dependencies.activation;
  const one = { storage, activation, size, matrixCount: 1, productCount: 1, placement } as const;
  const bytes = matrixWeights(one, 0).reduce((sum, { dtype, dims }) => sum + tensorBytes(dtype, dims), 0);
  const matrixCount = Math.max(2, Math.ceil(poolBytes / bytes));
  const productCount = rows > 1 ? 2 : 2 * matrixCount;
  const chain = { ...one, matrixCount: Math.min(matrixCount, productCount), productCount };
  const taken = await chainSeconds(dependencies, chain, rows, false, signal);
  // The clock is coarse and others work too: what calls cost is never taken to be most of it.
  const seconds = Math.max(taken - productCount * operatorSeconds, taken / 4) / productCount;
  return { bytesPerSecond: bytes / seconds, productsPerSecond: (rows * size * size) / seconds };
}

async function chainSeconds(
  { open, now }: Dependencies,
  graph: MeasuringGraph,
  rows: number,
  isReadBack: boolean,
  signal: AbortSignal,
): Promise<number> {
  const chain = await open(graph, rows, signal);
  try {
    return await steadySeconds(chain, isReadBack, now, signal);
  } finally {
    await chain.close();
  }
}

/** Seconds of one run, kernels compiled, without the first one. */
export async function steadySeconds(
  chain: Pick<ProductChain, 'run'>,
  isReadBack: boolean,
  now: () => number,
  signal: AbortSignal,
): Promise<number> {
  await chain.run(1, isReadBack);
  let [least, looks, spent] = [Number.POSITIVE_INFINITY, 0, 0];
  for (let times = 1; ; ) {
    signal.throwIfAborted();
    const start = now();
    await chain.run(times, isReadBack);
    const seconds = (now() - start) / 1000;
    spent += seconds;
    if (seconds >= ENOUGH_SECONDS || times >= MOST_TIMES) {
      least = Math.min(least, Math.max(seconds, 1e-6) / times);
      if (++looks === LOOKS || spent >= MOST_SECONDS) return least;
      continue;
    }
    times = Math.min(
      MOST_TIMES,
      Math.max(2 * times, Math.ceil((times * ENOUGH_SECONDS) / Math.max(seconds, 1e-4))),
    );
  }
}
