import { quote } from '../../core/failure';
import type { SpeechInput } from '../speech-input';

type Attributes = Pick<Element, 'getAttribute'>;

/** @throws TypeError that names an attribute which cannot be. */
export function readAttributes(element: Attributes): {
  readonly input: Omit<Exclude<SpeechInput, string | AsyncIterable<string>>, 'text'>;
  readonly speed: number;
} {
  const words = (name: string) => element.getAttribute(name)?.trim() || undefined;
  const [voice, model, scene, seed, speed] = ['voice', 'model', 'scene', 'seed', 'speed'].map(words);
  return {
    input: {
      ...(voice !== undefined && { voice }),
      ...(model !== undefined && { model }),
      ...(scene !== undefined && { scene }),
      ...(seed !== undefined && { seed: number('seed', seed) }),
    },
    speed: speed === undefined ? 1 : number('speed', speed),
  };
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value)) return value;
  throw new TypeError(`The attribute “${name}” is ${quote(text)}. Give a number, or leave it out.`);
}
