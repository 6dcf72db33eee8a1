import { deviceMemoryBytes, formatBytes } from '../data/units';
import { type Sentence, say } from '../sentence';
import type { DeviceFacts, MemoryBudget } from './device-facts';
import { type ModelWeights, memoryBytes, type Plan, storedBytes } from './model-weights';

/** Verdict on a plan for this device, with the reason where it cannot or may not. */
export type Fit =
  | { readonly type: 'fits' }
  | { readonly type: 'tight' | 'will-not-fit'; readonly sentence: Sentence };

/**
 * Buffers that the runtime's kernels (1.30) bind at once for models with norms of queries and keys: 9 in
 * attention, 10 for the three products in front of it. For all others it keeps within what every adapter has.
 */
export const BUFFERS_FOR_NORMS = 10;
/** All that the processor's kernel or its runtime can address. Both are WebAssembly of 32 bits. */
export const PROCESSOR_BYTES = 2 ** 32;
/** The system, the browser and other pages need the rest. */
const PAGE_SHARE = 0.5;

/** @param freeBytes of storage; null where the browser does not report it. */
export function fitOf(
  model: ModelWeights,
  plan: Plan,
  { backend, target, bufferCount }: DeviceFacts,
  { memory }: MemoryBudget,
  freeBytes: number | null,
  withCloning: boolean,
): Fit {
  const wontFit = (sentence: Sentence): Fit => ({ type: 'will-not-fit', sentence });
  if (backend === 'wasm' && target !== 'cpu-kernel' && plan === 'f16') {
    return wontFit(say`the processor’s runtime takes models of this size in 4 or 8 bits only`);
  }
  if (model.queryKeyNorm && bufferCount !== null && bufferCount < BUFFERS_FOR_NORMS) {
    return wontFit(
      say`needs ${BUFFERS_FOR_NORMS} buffers at once, and the graphics adapter allows ${bufferCount}`,
    );
  }
  const needed = memoryBytes(model, plan, target);
  if (backend === 'wasm' && needed > PROCESSOR_BYTES) {
    return wontFit(
      say`needs ${formatBytes(needed)} of memory, and what runs on the processor may use ${formatBytes(PROCESSOR_BYTES)}`,
    );
  }
  const has = memory ? deviceMemoryBytes(memory.gigabytes) : Number.POSITIVE_INFINITY;
  if (memory && needed > has && !memory.isAtLeast) {
    return wontFit(
      say`needs ${formatBytes(needed)} of memory, and this device has about ${memory.gigabytes} GB in all`,
    );
  }
  const stored = storedBytes(model, plan, withCloning);
  if (freeBytes !== null && stored > freeBytes) {
    return wontFit(
      say`takes ${formatBytes(stored)} of storage, and the browser offers this site ${formatBytes(freeBytes, Math.floor)}`,
    );
  }
  if (memory && needed > PAGE_SHARE * has) {
    const all = memory.isAtLeast ? say`${memory.gigabytes} GB or more` : say`about ${memory.gigabytes} GB`;
    return {
      type: 'tight',
      sentence: say`needs ${formatBytes(needed)} of memory, and the browser tells of ${all} for everything`,
    };
  }
  return { type: 'fits' };
}
