import { type Sentence, say } from '../../core/sentence';
/**
 * Memory that two threads may share; null where there is none. The constructor is asked for, not the flag:
 * WebKitGTK calls a page cross-origin isolated and has no shared memory all the same.
 */
export function sharedMemory(byteLength: number): SharedArrayBuffer | null {
  return typeof SharedArrayBuffer === 'undefined' ? null : new SharedArrayBuffer(byteLength);
}

/** Name of a worker whose runtime may use one thread only, because with more it did not start. */
export const ONE_THREAD_NAME = 'engine, one thread';

/** Message to a codec's worker: start the runtime, before there is a codec. */
export const BEGIN_CODEC = 'begin';

/** @returns why the runtime may use one thread only, as the end of a sentence; null where it may use more. */
export function whyOneThread(workerName: string): Sentence | null {
  if (workerName === ONE_THREAD_NAME) return say`with more of them the runtime did not start`;
  if (typeof SharedArrayBuffer !== 'undefined') return null;
  return globalThis.crossOriginIsolated
    ? say`this browser has no shared memory`
    : say`this page is not cross-origin isolated`;
}
