import type { LanguageSpec } from '../model/model-spec';
import type { LinearPlan, LinearStorage, Precision } from './manifest';
import { attentionInputs, audioPath, feedForwardPaths, layer } from './tensor-names';

export const precisions: readonly Precision[] = ['q4', 'q8', 'mixed', 'f16', 'f32'];

export function isPrecision(word: string): word is Precision {
  return (precisions as readonly string[]).includes(word);
}

/**
 * Storage of each linear layer of the backbone. Audio table and head, norms and codec are not in it: they are never
 * quantised. `mixed` keeps what every audio step multiplies with at 8 bits, and the feed-forward of text, which only
 * the prompt needs, at 4. A model with one feed-forward has no such part, so that `mixed` is `q8` there.
 */
export function planLinears(spec: LanguageSpec, precision: Precision): LinearPlan {
  const ofAudio: LinearStorage = precision === 'mixed' ? 'q8' : precision;
  const ofText: LinearStorage = precision === 'mixed' ? 'q4' : precision;
  const plan: Record<string, LinearStorage> = {};
  for (let index = 0; index < spec.layerCount; index++) {
    const names = layer(index);
    for (const { name } of attentionInputs(spec, index)) plan[name] = ofAudio;
    plan[names.output] = ofAudio;
    for (const path of feedForwardPaths(spec)) {
      const storage = path === audioPath(spec) ? ofAudio : ofText;
      for (const name of [names.gate(path), names.up(path), names.down(path)]) plan[name] = storage;
    }
  }
  return plan;
}

/** Bits of a quantised storage; null for floats. */
export function bitsOf(storage: LinearStorage): 4 | 8 | null {
  return storage === 'q4' ? 4 : storage === 'q8' ? 8 : null;
}
