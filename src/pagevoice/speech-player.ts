import { type Failure, failureFrom } from '../core/failure';
import { Growth } from '../core/pcm/growth';
import type { PcmChunk } from '../core/pcm/pcm-chunk';
import type { SpeakerReport } from '../core/pcm/speaker';
import { type KeptBytes, TakeSound } from '../core/pcm/take-sound';
import { engineError } from '../core/speech/speech-engine';
import type { SpeechEvent } from '../core/speech/speech-event';
import { type HeardSpeech, heardUntil, wordTimes } from '../core/speech/speech-times';
import { estimateSpeechSeconds } from '../core/text/estimate-length';
import { Listeners } from './events';
import { type PieceMark, PieceMarks } from './piece-marks';
import { type SoundShape, shapeSound } from './sound-shape';
import type { Stage } from './stage';

/** `waiting`: for the model, for the first sound, or for its turn. */
export type PlayerState = 'idle' | 'waiting' | 'playing' | 'paused' | 'ended' | 'stopped' | 'failed';

export type PlayerEvents = {
  readonly state: PlayerState;
  /** A piece of the text begins to be heard. */
  readonly piece: PieceMark;
  readonly position: {
    readonly seconds: number;
    readonly durationSeconds: number;
    readonly isWhole: boolean;
  };
  readonly made: SpeechEvent;
  readonly failed: Failure;
};

export type PlayerParts = {
  readonly speak: (signal: AbortSignal) => AsyncGenerator<SpeechEvent, void>;
  /** The text that is said, as far as it has arrived. */
  readonly written: () => string;
  readonly stage: Stage;
  readonly keepBlock: (block: Uint8Array<ArrayBuffer>) => KeptBytes;
  readonly shape: SoundShape;
};

/**
 * One speech that can be played, paused and searched while it is made and afterwards. Nothing is made before
 * `play`.
 */
export class SpeechPlayer {
  readonly #parts: PlayerParts;
  readonly #listeners = new Listeners<PlayerEvents>();
  #sound: TakeSound<KeptBytes> | null = null;
  #marks = new PieceMarks();
  readonly #growth = new Growth();
  #making: AbortController | null = null;
  #isWhole = false;
  #failure: Failure | null = null;
  #hearing: AbortController | null = null;
  #hasTurn = false;
  #state: PlayerState = 'idle';
  #seconds = 0;
  /** Place at which it was stopped. */
  #stoppedSeconds: number | null = null;
  /** Index of the next piece that will be told of. */
  #nextPiece = 0;

  constructor(parts: PlayerParts) {
    this.#parts = parts;
  }

  get state(): PlayerState {
    return this.#state;
  }
  /** Something else is being heard, and this is heard afterwards. */
  get isBehindOthers(): boolean {
    return this.#state === 'waiting' && this.#sound !== null && !this.#hasTurn;
  }
  get positionSeconds(): number {
    return this.#seconds;
  }
  /** Length of what is made so far. */
  get durationSeconds(): number {
    return this.#sound ? this.#sound.sampleCount / this.#sound.sampleRateHz : 0;
  }
  /** Null until the first sound is there. */
  get sampleRateHz(): number | null {
    return this.#sound?.sampleRateHz ?? null;
  }
  get speed(): number {
    return this.#parts.shape.speed;
  }
  /** All of it is made. */
  get isWhole(): boolean {
    return this.#isWhole;
  }
  get marks(): readonly PieceMark[] {
    return this.#marks.all;
  }

  /** @returns a function that ends the subscription. */
  on<Name extends keyof PlayerEvents>(name: Name, listener: (event: PlayerEvents[Name]) => void): () => void {
    return this.#listeners.on(name, listener);
  }

  /** Must be called inside a click or key press. Goes on where it was; after the end, from the start. */
  play(): void {
    this.#parts.stage.wake();
    if (this.#hearing) return;
    if (this.#state === 'ended') this.#seconds = 0;
    this.#beginMaking();
    void this.#hear();
  }

  /** Pauses the sound only: the speech goes on being made. Others may be heard meanwhile. */
  pause(): void {
    if (!this.#hearing) return;
    this.#silence();
    this.#show('paused');
  }

  /** Nothing more is made or heard; the place is the start again. */
  stop(): void {
    const isOver = this.#state === 'idle' || this.#state === 'stopped';
    this.#silence();
    this.#making?.abort();
    this.#making = null;
    const heardSeconds = this.#seconds;
    this.#seconds = 0;
    if (isOver) return;
    this.#stoppedSeconds = heardSeconds;
    this.#show('stopped');
  }

  /** @param seconds of the speech, within what is made so far. */
  seek(seconds: number): void {
    if (!Number.isFinite(seconds)) throw new TypeError(`A place in the speech is a number of seconds.`);
    const isHeard = this.#hearing !== null;
    this.#silence();
    this.#seconds = Math.max(0, Math.min(seconds, this.durationSeconds));
    this.#tellPosition();
    if (isHeard) void this.#hear();
    else if (this.#state === 'ended') this.#show('paused');
  }

  /** Resolves when it was heard to its end, has failed or was stopped: the state says which. */
  async over(): Promise<PlayerState> {
    return new Promise((resolve) => {
      const off = this.on('state', (state) => {
        if (state !== 'ended' && state !== 'failed' && state !== 'stopped') return;
        off();
        resolve(state);
      });
    });
  }

  get failure(): Failure | null {
    return this.#failure;
  }

  /** The words heard up to the place where it is now, or was stopped. Times of words are estimates. */
  get heard(): HeardSpeech {
    const rate = this.#sound?.sampleRateHz ?? 1;
    const text = this.#parts.written();
    const words = this.#marks.all.flatMap((mark) => {
      // Of a piece that is still made the length is not known yet.
      const likely = Math.round(estimateSpeechSeconds(mark.said) * rate);
      const sampleCount =
        mark.sampleCount ?? Math.max(likely, (this.#sound?.sampleCount ?? 0) - mark.startSample);
      return wordTimes(text, { ...mark, text: mark.said, sampleCount });
    });
    return heardUntil(text, words, (this.#stoppedSeconds ?? this.#seconds) * rate);
  }

  #beginMaking(): void {
    if (this.#making || this.#isWhole) return;
    const making = new AbortController();
    this.#making = making;
    this.#failure = null;
    this.#stoppedSeconds = null;
    this.#sound = null;
    this.#marks = new PieceMarks();
    void this.#make(making.signal).catch((error) => {
      if (!making.signal.aborted) this.#fail(failureFrom(error, engineError));
    });
  }

  async #make(signal: AbortSignal): Promise<void> {
    let sound: TakeSound<KeptBytes> | null = null;
    try {
      for await (const event of this.#parts.speak(signal)) {
        if (signal.aborted) return;
        if (event.type === 'chunk') {
          sound ??= new TakeSound<KeptBytes>(event.chunk.sampleRateHz, this.#parts.keepBlock);
          sound.add(event.chunk.samples);
          this.#sound = sound;
        }
        this.#marks.hear(event);
        if (event.type === 'finished') this.#isWhole = true;
        if (event.type === 'failed') this.#fail(event.failure);
        this.#listeners.tell('made', event);
        this.#growth.announce();
      }
    } finally {
      sound?.close();
      this.#growth.announce();
    }
  }

  async #hear(): Promise<void> {
    const hearing = new AbortController();
    const { signal } = hearing;
    this.#hearing = hearing;
    this.#hasTurn = false;
    this.#show('waiting');
    try {
      while (!this.#sound && !this.#failure && !this.#isWhole) await this.#growth.next(signal);
      const sound = this.#sound;
      if (sound) await this.#perform(sound, signal);
      if (this.#failure) return;
      if (sound) this.#seconds = this.durationSeconds;
      this.#tellPosition();
      this.#hearing = null;
      this.#show('ended');
    } catch (error) {
      if (!signal.aborted) this.#fail(failureFrom(error, engineError));
    }
  }

  async #perform(sound: TakeSound<KeptBytes>, signal: AbortSignal): Promise<void> {
    const { shape, stage } = this.#parts;
    const { sampleRateHz } = sound;
    const start = this.#seconds;
    this.#nextPiece = this.#marks.at(start * sampleRateHz)?.index ?? 0;
    const follow = (until: AbortSignal): AsyncGenerator<PcmChunk, void> =>
      shapeSound(sound.follow(Math.round(start * sampleRateHz), until), sampleRateHz, shape);
    const onReport = ({ type, playedSamples }: SpeakerReport) => {
      if (signal.aborted) return;
      if (type === 'playing') this.#show('playing');
      if (type === 'buffering') this.#show('waiting');
      if (type === 'silent') return;
      this.#seconds = start + (playedSamples / sampleRateHz) * shape.speed;
      this.#tellPosition();
    };
    const onTurn = () => {
      this.#hasTurn = true;
      this.#tellPosition();
    };
    await stage.perform({ sampleRateHz, chunks: follow, onReport, onTurn }, signal);
  }

  #tellPosition(): void {
    const sample = this.#seconds * (this.#sound?.sampleRateHz ?? 1);
    while (this.#hearing) {
      const mark = this.#marks.all[this.#nextPiece];
      if (!mark || mark.startSample > sample) break;
      this.#nextPiece++;
      this.#listeners.tell('piece', mark);
    }
    const { durationSeconds, isWhole } = this;
    this.#listeners.tell('position', { seconds: this.#seconds, durationSeconds, isWhole });
  }

  #silence(): void {
    this.#hearing?.abort();
    this.#hearing = null;
  }

  #fail(failure: Failure): void {
    this.#failure = failure;
    this.#making = null;
    this.#silence();
    this.#listeners.tell('failed', failure);
    this.#show('failed');
  }

  #show(state: PlayerState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#listeners.tell('state', state);
  }
}
