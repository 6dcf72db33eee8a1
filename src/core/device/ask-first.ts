import type { DeviceFacts, DeviceRoom } from './device-facts';
import { gigabytes, PROCESSOR_BYTES } from './fit';
import type { PackageMemory } from './package-memory';

/** What is no larger than this is loaded anywhere: the page with its bundled voice takes about as much by itself. */
const SMALL_BYTES = 200e6;
const LOW_MEMORY_GIGABYTES = 4;

/** Whether large models are loaded and fetched only after a question. */
export function isCautious({ memory, isMobile }: DeviceRoom): boolean {
  return memory === null ? isMobile : memory.gigabytes <= LOW_MEMORY_GIGABYTES;
}

/**
 * What a person is told before something big is loaded or fetched on a device that may not bear it.
 * @param what the sentence that says how big; `byteLength` is that size.
 * @returns null where nobody needs to be asked.
 */
export function sizeQuestion(what: string, byteLength: number, room: DeviceRoom): string | null {
  if (!isCautious(room) || byteLength <= SMALL_BYTES) return null;
  if (room.memory === null) {
    return `${what} Phones and tablets close a page that takes too much memory, without a word, and this one does not tell how much that is.`;
  }
  return `${what} This device has about ${room.memory.gigabytes} GB of memory for everything: the browser may close the page, and other programs may become slow.`;
}

/** The question before a package is loaded. @param facts null where the device was not measured. */
export function loadQuestion(
  { graphicsBytes, processorBytes }: PackageMemory,
  room: DeviceRoom,
  facts: DeviceFacts | null,
): string | null {
  if (facts?.backend === 'wasm' && processorBytes !== null && processorBytes > PROCESSOR_BYTES) {
    return `It will not fit: it needs ${gigabytes(processorBytes)} of memory, and what runs on the processor may use ${gigabytes(PROCESSOR_BYTES)}.`;
  }
  const needed = Math.min(graphicsBytes, processorBytes ?? graphicsBytes);
  return sizeQuestion(`It needs at least ${gigabytes(needed)} of memory.`, needed, room);
}
