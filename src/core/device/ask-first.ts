import { formatBytes } from '../data/units';
import { type Sentence, say } from '../sentence';
import { isCautious } from './cautious';
import type { DeviceFacts, MemoryBudget } from './device-facts';
import { PROCESSOR_BYTES } from './fit';
import type { PackageMemory } from './package-memory';

/** Models up to this size load unasked: the page with its bundled voice takes about as much by itself. */
const SMALL_BYTES = 200e6;

/**
 * Question shown before something big is loaded or fetched on a device that may be too small.
 * @param what the sentence that says how big; `byteLength` is that size.
 * @returns null where no question is needed.
 */
export function sizeQuestion(
  what: Sentence,
  byteLength: number,
  memoryBudget: MemoryBudget,
): Sentence | null {
  if (!isCautious(memoryBudget) || byteLength <= SMALL_BYTES) return null;
  if (memoryBudget.memory === null) {
    return say`${what} Phones and tablets close a page that takes too much memory, without a word, and this one does not tell how much that is.`;
  }
  return say`${what} This device has about ${memoryBudget.memory.gigabytes} GB of memory for everything: the browser may close the page, and other programs may become slow.`;
}

/** The question before a package is loaded. @param facts null where the device was not measured. */
export function loadQuestion(
  { graphicsBytes, processorBytes }: PackageMemory,
  memoryBudget: MemoryBudget,
  facts: DeviceFacts | null,
): Sentence | null {
  if (facts?.backend === 'wasm' && processorBytes !== null && processorBytes > PROCESSOR_BYTES) {
    return say`It will not fit: it needs ${formatBytes(processorBytes)} of memory, and what runs on the processor may use ${formatBytes(PROCESSOR_BYTES)}.`;
  }
  const needed = Math.min(graphicsBytes, processorBytes ?? graphicsBytes);
  return sizeQuestion(say`It needs at least ${formatBytes(needed)} of memory.`, needed, memoryBudget);
}
