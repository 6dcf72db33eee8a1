import { clamp } from './clamp';
import type { StandInVoice } from './voices';

const eventNames = ['start', 'end', 'error', 'pause', 'resume', 'mark', 'boundary'] as const;
export type UtteranceEventName = (typeof eventNames)[number];
type Handler = ((event: Event) => void) | null;

/** `SpeechSynthesisUtterance` of the stand-in: its fields are clipped to the ranges of the specification. */
export class StandInUtterance extends EventTarget {
  lang = '';
  voice: StandInVoice | null = null;
  onstart: Handler = null;
  onend: Handler = null;
  onerror: Handler = null;
  onpause: Handler = null;
  onresume: Handler = null;
  onmark: Handler = null;
  onboundary: Handler = null;
  #text = '';
  #volume = 1;
  #rate = 1;
  #pitch = 1;

  constructor(text = '') {
    super();
    this.text = text;
    for (const name of eventNames)
      this.addEventListener(name, (event) => this[`on${name}`]?.call(this, event));
  }

  get text(): string {
    return this.#text;
  }
  set text(value: string) {
    this.#text = String(value);
  }
  get volume(): number {
    return this.#volume;
  }
  set volume(value: number) {
    this.#volume = clamp(value, 0, 1, this.#volume);
  }
  get rate(): number {
    return this.#rate;
  }
  set rate(value: number) {
    this.#rate = clamp(value, 0.1, 10, this.#rate);
  }
  get pitch(): number {
    return this.#pitch;
  }
  set pitch(value: number) {
    this.#pitch = clamp(value, 0, 2, this.#pitch);
  }
}
