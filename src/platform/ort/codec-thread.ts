import type { CodeGrid } from '../../core/codec/code-grid';
import type { BuiltGraph } from '../../core/graph/built-graph';
import type { CodecSpec } from '../../core/model/model-spec';
import type { OnRuntimeBytes } from './runtime-bytes';
import type { WeightArray } from './weight-values';

/** The decoder's network, with everything that it needs. */
export type CodecSetup = {
  readonly spec: CodecSpec;
  readonly graph: Pick<BuiltGraph, 'bytes' | 'weights'>;
  readonly weights: ReadonlyMap<string, WeightArray>;
  readonly threadCount: number;
};

/** The codec's decoder as another thread calls it: its clips have numbers, which the caller gives. */
export interface CodecService {
  /** Starts the runtime before `open`. May be left out; never throws. */
  begin(threadCount: number): Promise<void>;
  /** Tells how much of its runtime has arrived, until it is open. */
  followRuntime(onBytes: OnRuntimeBytes): Promise<void>;
  open(setup: CodecSetup): Promise<void>;
  decode(grid: CodeGrid): Promise<Float32Array>;
  /** The next frames of a clip; the first call opens it. */
  decodeClip(clip: number, grid: CodeGrid, isLast: boolean): Promise<Float32Array>;
  closeClip(clip: number): Promise<void>;
}

/** A codec in a thread of its own. */
export type CodecThread = {
  /** Calls reject once the thread has ended. */
  readonly service: CodecService;
  /** False of a thread that could not be started. */
  hasAnswered(): boolean;
  end(): void;
};

export type StartCodecThread = () => CodecThread;
