import { wrap } from 'comlink';
import type { BenchWorker } from './bench.worker';

declare global {
  /** Functions that the script calls in the page. */
  var bench: BenchWorker;
}

globalThis.bench = wrap<BenchWorker>(
  new Worker(new URL('./bench.worker.ts', import.meta.url), { type: 'module', name: 'bench' }),
) as unknown as BenchWorker;
