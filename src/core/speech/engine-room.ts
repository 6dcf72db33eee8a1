import type { EngineInfo } from './speech-engine';
import type { SpeechRequestInput } from './speech-request';

/** Shorter texts are made before another engine has loaded its model: about a minute of speech. */
const LEAST_CHARACTERS = 900;

/** True for a request that may be one for several engines, by what its caller wrote. */
export function mayBeShared({ text, delivery }: SpeechRequestInput): boolean {
  return delivery === 'whole' && typeof text === 'string' && text.length >= LEAST_CHARACTERS;
}

/** More engines would share the same memory bus. */
const MOST_ENGINES = 8;
/** Share of the memory that the browser reports, for all engines together. */
const MEMORY_SHARE = 0.25;
/** Memory that is assumed where the browser does not report it. */
const LEAST_MEMORY_BYTES = 2 ** 31;
/** Runtimes of an engine and of its codec, buffers of a run and the cache. */
const ENGINE_BYTES = 150e6;
/** The heap of a runtime keeps a weight in the form that it computes with, beside what the graph names. */
const WEIGHT_COPIES = 2;

export type EngineRoom = {
  readonly coreCount: number;
  /** Null where the browser does not report it. */
  readonly memoryBytes: number | null;
};

/** Engines that may work at once on the processor: one a core, as far as there is memory for their weights. */
export function engineCountFor({ backend, weightBytes }: EngineInfo, room: EngineRoom): number {
  if (backend !== 'wasm') return 1;
  const bytes = MEMORY_SHARE * (room.memoryBytes ?? LEAST_MEMORY_BYTES);
  const fitting = Math.floor(bytes / (ENGINE_BYTES + WEIGHT_COPIES * weightBytes));
  return Math.max(1, Math.min(room.coreCount, MOST_ENGINES, fitting));
}
