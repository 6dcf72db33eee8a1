import type { GraphTarget } from '../graph/built-graph';
import type { Sentence } from '../sentence';

/** Measured speeds: products of what computes models there, the runtime or the processor's kernel, on small seeded ones. */
export type DeviceSpeeds = {
  /** One row against matrices, as a decode step multiplies: bytes of weights a second, scales included. */
  readonly oneRow: { readonly q4: number; readonly q8: number; readonly floats: number };
  /** Multiplications a second with as many rows as a piece of a prompt has. The codec, in floats, is always the runtime's. */
  readonly manyRows: { readonly q4: number; readonly floats: number };
  /** Seconds that a call costs by itself, its answer read back. */
  readonly runSeconds: number;
  /** Seconds that one more operator costs, however small it is. */
  readonly operatorSeconds: number;
  /** Bytes a second that a plain copy reads and writes. */
  readonly copyBytesPerSecond: number;
};

/** The device that a model would run on, before there is one. */
export type DeviceFacts = {
  readonly backend: 'webgpu' | 'wasm';
  /** Vendor and architecture of the adapter, or threads of the processor. */
  readonly device: Sentence;
  /** Reason for this choice. */
  readonly reason: Sentence;
  readonly target: GraphTarget;
  /** Largest buffer that a shader may see; null on the processor. */
  readonly largestBufferBytes: number | null;
  /** Buffers that a shader may see at once; null on the processor. */
  readonly bufferCount: number | null;
  readonly speeds: DeviceSpeeds;
};

/** Limits of the machine, from the browser. */
export type MemoryBudget = {
  /** Memory as the browser reports it: rounded, and capped. Null where it reports none. */
  readonly memory: { readonly gigabytes: number; readonly isAtLeast: boolean } | null;
  /** A phone or tablet, where a page that takes too much memory is closed without a word. */
  readonly isMobile: boolean;
};
