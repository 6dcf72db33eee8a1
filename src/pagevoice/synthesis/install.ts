import type { Pagevoice } from '../create-pagevoice';
import { sharedPagevoice } from '../shared-pagevoice';
import { StandInSynthesis } from './speech-synthesis';
import { StandInErrorEvent, StandInEvent } from './synthesis-events';
import { StandInUtterance } from './utterance';
import { StandInVoice } from './voices';

export type InstallOptions = {
  /** The engine that speaks; the page's shared one when left out. */
  readonly pagevoice?: Pagevoice;
  /** The window whose speech is replaced; this one when left out. */
  readonly target?: object;
};

/**
 * Puts a stand-in in the place of `speechSynthesis` and of the classes that belong to it. Nothing is loaded
 * until something is said or the voices are asked for.
 * @returns a function that puts back what was there.
 */
export function installSpeechSynthesis({ pagevoice, target = globalThis }: InstallOptions = {}): () => void {
  const synthesis = new StandInSynthesis(() => pagevoice ?? sharedPagevoice());
  const standIns: Readonly<Record<string, unknown>> = {
    speechSynthesis: synthesis,
    SpeechSynthesis: StandInSynthesis,
    SpeechSynthesisUtterance: StandInUtterance,
    SpeechSynthesisVoice: StandInVoice,
    SpeechSynthesisEvent: StandInEvent,
    SpeechSynthesisErrorEvent: StandInErrorEvent,
  };
  const before = new Map<string, PropertyDescriptor | undefined>();
  for (const [name, value] of Object.entries(standIns)) {
    before.set(name, Object.getOwnPropertyDescriptor(target, name));
    Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
  }
  return () => {
    synthesis.cancel();
    for (const [name, descriptor] of before) {
      if (descriptor) Object.defineProperty(target, name, descriptor);
      else Reflect.deleteProperty(target, name);
    }
  };
}
