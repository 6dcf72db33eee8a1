import type { Manifest } from '../../src/core/package/manifest';
import type { MemoryPackage } from '../../src/core/package/memory-package';
import type { SpeechEngine } from '../../src/core/speech/speech-engine';
import { toyPackage } from '../toy-model';
import { nodeEngine } from './node-engine';

/** The toy model in an engine of its own, as a page has it. */
export async function toyEngine(
  source?: MemoryPackage,
): Promise<{ manifest: Manifest; engine: SpeechEngine; source: MemoryPackage }> {
  const from = source ?? (await toyPackage({ seed: 3, precision: 'q8' })).source;
  const engine = nodeEngine(() => from);
  const { manifest } = await engine.load('toy', 'auto', () => {}, new AbortController().signal);
  return { manifest, engine, source: from };
}

/** Three pieces of about half a second. */
export const toyInput = {
  text: 'One two three four. Five six seven eight. Nine ten eleven twelve.',
  chunk_method: 'word',
  chunk_max_word_num: 4,
  max_new_tokens: 20,
  seed: 5,
} as const;
