import { errorText } from '../../core/failure';
import type { Pagevoice } from '../create-pagevoice';
import { nearestShape } from '../sound-shape';
import type { SpeechPlayer } from '../speech-player';
import { Boundaries, type Boundary } from './boundaries';
import { errorCode, StandInErrorEvent, StandInEvent } from './synthesis-events';
import { StandInUtterance, type UtteranceEventName } from './utterance';
import { StandInVoice } from './voices';

type Current = { readonly utterance: StandInUtterance; readonly player: SpeechPlayer; hasStarted: boolean };

/** `speechSynthesis` of the stand-in: utterances are spoken in order, by a voice that speaks in the page. */
export class StandInSynthesis extends EventTarget {
  onvoiceschanged: ((event: Event) => void) | null = null;
  readonly #pagevoice: () => Pagevoice;
  #voices: readonly StandInVoice[] = [];
  #areVoicesAsked = false;
  #queue: StandInUtterance[] = [];
  #current: Current | null = null;
  #isPaused = false;

  constructor(pagevoice: () => Pagevoice) {
    super();
    this.#pagevoice = pagevoice;
    this.addEventListener('voiceschanged', (event) => this.onvoiceschanged?.call(this, event));
  }

  get speaking(): boolean {
    return this.#current !== null;
  }
  get pending(): boolean {
    return this.#queue.length > 0;
  }
  get paused(): boolean {
    return this.#isPaused;
  }

  /**
   * Empty at first, as in browsers: `voiceschanged` tells when they are there. Only the model's manifest is
   * fetched.
   */
  getVoices(): StandInVoice[] {
    if (!this.#areVoicesAsked) {
      this.#areVoicesAsked = true;
      void this.#askVoices();
    }
    return [...this.#voices];
  }

  speak(utterance: StandInUtterance): void {
    if (!(utterance instanceof StandInUtterance))
      throw new TypeError('speak takes a SpeechSynthesisUtterance, made after the stand-in was installed.');
    if (this.#queue.includes(utterance) || this.#current?.utterance === utterance) return;
    this.#queue.push(utterance);
    this.#next();
  }

  cancel(): void {
    const waiting = this.#queue;
    const current = this.#current;
    this.#queue = [];
    this.#current = null;
    current?.player.stop();
    // Not within the call: readers speak again right after it.
    if (current) queueMicrotask(() => fireError(current.utterance, 'interrupted'));
    for (const utterance of waiting) queueMicrotask(() => fireError(utterance, 'canceled'));
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    const { utterance, player, hasStarted } = this.#current ?? {};
    player?.pause();
    if (hasStarted) this.#fire(utterance!, 'pause', player!);
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    const { utterance, player, hasStarted } = this.#current ?? {};
    player?.play();
    if (hasStarted) this.#fire(utterance!, 'resume', player!);
    this.#next();
  }

  async #askVoices(): Promise<void> {
    try {
      const listed = await this.#pagevoice().voices();
      this.#voices = listed.map((voice, index) => new StandInVoice(voice, index === 0));
      this.dispatchEvent(new Event('voiceschanged'));
    } catch {
      // The first utterance says what is wrong.
      this.#areVoicesAsked = false;
    }
  }

  #next(): void {
    if (this.#current || this.#isPaused) return;
    const utterance = this.#queue.shift();
    if (!utterance) return;
    const text = withoutMarkup(utterance.text);
    let player: SpeechPlayer;
    try {
      player = this.#pagevoice().player(
        { text, ...(utterance.voice && { voice: utterance.voice.voiceURI }) },
        nearestShape({ volume: utterance.volume, speed: utterance.rate, pitch: utterance.pitch }),
      );
    } catch (error) {
      // There is none any more; not within the call, as with every other error.
      queueMicrotask(() => fireError(utterance, 'synthesis-unavailable', errorText(error)));
      this.#next();
      return;
    }
    const current: Current = { utterance, player, hasStarted: false };
    this.#current = current;
    const boundaries = new Boundaries(text);
    player.on('state', (state) => {
      if (this.#current !== current) return;
      if (state === 'playing') this.#start(current);
      // A cancelled utterance is not current any more, so the Pagevoice was disposed of.
      if (state === 'stopped') this.#break(current, 'synthesis-unavailable', 'The speech engine was ended.');
      if (state !== 'ended') return;
      for (const word of boundaries.leave()) this.#tell(current, word);
      this.#end(current);
    });
    player.on('piece', (mark) => {
      // After a pause it begins again where it was.
      if (boundaries.isWithin(mark)) return;
      this.#start(current);
      for (const word of boundaries.leave()) this.#tell(current, word);
      this.#tell(current, boundaries.enter(mark, player.sampleRateHz!));
    });
    player.on('position', ({ seconds }) => {
      const rate = player.sampleRateHz;
      if (rate === null || this.#current !== current) return;
      for (const word of boundaries.reach(seconds * rate, rate, player.marks)) this.#tell(current, word);
    });
    player.on('failed', (failure) => this.#break(current, errorCode(failure), failure.message));
    if (/\S/.test(text)) player.play();
    else queueMicrotask(() => this.#end(current));
  }

  #start(current: Current): void {
    if (current.hasStarted || this.#current !== current) return;
    current.hasStarted = true;
    this.#fire(current.utterance, 'start', current.player);
  }

  #end(current: Current): void {
    if (this.#current !== current) return;
    this.#start(current);
    this.#current = null;
    this.#fire(current.utterance, 'end', current.player);
    this.#next();
  }

  #break(current: Current, code: StandInErrorEvent['error'], message: string): void {
    if (this.#current !== current) return;
    this.#current = null;
    fireError(current.utterance, code, message);
    this.#next();
  }

  #tell(current: Current, boundary: Boundary): void {
    // A handler of the event before may have cancelled it.
    if (this.#current !== current) return;
    const { utterance, player } = current;
    const elapsedTime = player.positionSeconds / player.speed;
    utterance.dispatchEvent(new StandInEvent('boundary', { utterance, elapsedTime, ...boundary }));
  }

  #fire(utterance: StandInUtterance, name: UtteranceEventName, player: SpeechPlayer): void {
    const elapsedTime = player.positionSeconds / player.speed;
    utterance.dispatchEvent(new StandInEvent(name, { utterance, elapsedTime }));
  }
}

function fireError(utterance: StandInUtterance, error: StandInErrorEvent['error'], message = ''): void {
  utterance.dispatchEvent(new StandInErrorEvent('error', { utterance, error, message }));
}

/**
 * A document of SSML is read without its tags, as the specification asks of what cannot obey them; each keeps
 * its place.
 */
function withoutMarkup(text: string): string {
  if (!/^\s*(<\?xml|<speak\b)/.test(text)) return text;
  return text.replace(/<[^>]*>/g, (tag) => ' '.repeat(tag.length));
}
