import type { DeviceFacts, MemoryBudget } from './device-facts';

const LOW_MEMORY_GIGABYTES = 4;

/** @returns true where large models are loaded and fetched only after a question. */
export function isCautious({ memory, isMobile }: MemoryBudget): boolean {
  return memory === null ? isMobile : memory.gigabytes <= LOW_MEMORY_GIGABYTES;
}

/** @returns true where no model is asked about: the device is roomy, or nothing is known of it. @param facts null where it was not measured. */
export function neverAsks(memoryBudget: MemoryBudget, facts: DeviceFacts | null): boolean {
  return !isCautious(memoryBudget) && facts?.backend !== 'wasm';
}
