import type { BenchWorker, PageFigures } from './bench.worker';
import type { BenchOptions } from './bench-options';
import type { PredictionCheck } from './check-prediction';
import type { NetworkFigures } from './measure';
import type { ApiFigures } from './measure-api';
import type { PeakMemory } from './process-memory';

export type BackendFigures = PageFigures & {
  readonly peakMemoryBytes: PeakMemory;
  /** Null where the model did not speak. */
  readonly prediction: PredictionCheck | null;
};

export type BenchReport = {
  readonly when: string;
  readonly processor: string;
  readonly coreCount: number;
  readonly model: BenchOptions['model'];
  readonly adapter: Awaited<ReturnType<BenchWorker['adapter']>>;
  readonly hasGpu: boolean;
  readonly page: readonly BackendFigures[];
  /** Figures of the same graphs on onnxruntime-node with one thread. */
  readonly node: NetworkFigures;
  /** The bundled voice in the built site, whatever model the other figures are of. */
  readonly api: ApiFigures;
};
