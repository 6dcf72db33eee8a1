import { failureFrom, type UnforeseenWords } from '../failure';
import type { SpokenChunk } from '../prompt/fit-prompt';
import { say } from '../sentence';
import { speakerTag } from '../text/speaker-tags';
import { ArrivingText, type TextStretch } from './arriving-text';
import type { SpeechEngine } from './speech-engine';
import { joinedStats, nothingSaid, type SpeechEvent, type SpeechStats } from './speech-event';
import type { SpeechRequestInput } from './speech-request';

/** Settings of a text that arrives. Without a seed, that of the first stretch holds for all. */
export type ArrivingRequest = Omit<SpeechRequestInput, 'text' | 'place' | 'share' | 'finishedPieces'>;

const arrivingError: UnforeseenWords = {
  kind: 'network',
  sentence: (error) => say`The text stopped arriving (${error}). What had come before was spoken.`,
};

/** Spoken pieces of earlier stretches that are handed to the next: models are shown two, or what fits. */
const MOST_REMEMBERED = 50;

/**
 * Speaks a text while it arrives, each sentence as soon as it is there whole. All of it is one utterance: one
 * beginning and one end, places in samples and in the text that go on, and the seeds, pauses and memory of a
 * text that was there at once. How many pieces it has is not known before the end, so `started` counts those
 * of the first stretch. Other requests can have their turn between two stretches. Ends when the text ends or
 * `signal` is aborted; never throws.
 */
export async function* speakArriving(
  engine: Pick<SpeechEngine, 'speak'>,
  text: AsyncIterable<string>,
  request: ArrivingRequest,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent, void> {
  const arriving = new ArrivingText(text, signal);
  const speech = new ArrivingSpeech(request);
  try {
    for (let isOver = false; !isOver; ) {
      const stretch = await arriving.next();
      if (stretch === null && speech.hasBegun) break;
      // Nothing at all has come: the engine says what is wrong with that.
      const next = stretch ?? { text: '', from: 0, sentenceCount: 0, isLast: true };
      for await (const event of engine.speak(speech.requestFor(next), signal)) {
        if (event.type === 'failed') return void (yield event);
        if (event.type === 'cancelled')
          return void (yield { ...event, stats: speech.statsWith(event.stats) });
        yield* speech.placed(event, next);
      }
      isOver = next.isLast || speech.isFull;
    }
    yield speech.end();
  } catch (error) {
    if (signal.aborted) yield { type: 'cancelled', stats: speech.statsWith(nothingSaid) };
    else yield { type: 'failed', failure: failureFrom(error, arrivingError) };
  } finally {
    arriving.close();
  }
}

/** State of the speech so far, from which the next stretch goes on. */
class ArrivingSpeech {
  readonly #request: ArrivingRequest;
  readonly #told = new Set<string>();
  #seed: number | undefined;
  #earlier: readonly SpokenChunk[];
  #speaker = '';
  #pieceCount = 0;
  /** Pieces of the stretch that are still to come. */
  #unsaid = 0;
  #sentenceCount = 0;
  #sampleCount = 0;
  #frameCount = 0;
  #columnCount = 0;
  /** Sums over the stretches before this one. */
  #startSample = 0;
  #startFrame = 0;
  #stats = nothingSaid;
  #stopReason: 'end-of-speech' | 'length' = 'end-of-speech';
  hasBegun = false;

  constructor(request: ArrivingRequest) {
    this.#request = request;
    this.#seed = request.seed;
    this.#earlier = request.earlier ?? [];
  }

  /** The limit of columns was reached. */
  get isFull(): boolean {
    const { maxTotalColumns = null } = this.#request;
    return maxTotalColumns !== null && (this.#unsaid > 0 || this.#columnCount >= maxTotalColumns);
  }

  requestFor({ text, sentenceCount, isLast }: TextStretch): SpeechRequestInput {
    this.#startSample = this.#sampleCount;
    this.#startFrame = this.#frameCount;
    const place = {
      pieceCount: this.#pieceCount,
      sentenceCount: this.#sentenceCount,
      columnCount: this.#columnCount,
      isLast,
    };
    this.#sentenceCount += sentenceCount;
    return {
      ...this.#request,
      ...(this.#seed !== undefined && { seed: this.#seed }),
      text: this.#speaker + text,
      earlier: this.#earlier,
      place,
    };
  }

  /** The event of a stretch as one of the whole. */
  *placed(event: SpeechEvent, stretch: TextStretch): Generator<SpeechEvent, void> {
    const shift = stretch.from - this.#speaker.length;
    if (event.type === 'queued' || event.type === 'started') {
      if (!this.hasBegun) yield event;
      if (event.type === 'queued') return;
      this.hasBegun = true;
      this.#seed = event.seed;
      this.#unsaid = event.chunkCount;
    } else if (event.type === 'chunk') {
      const { chunk } = event;
      this.#sampleCount += chunk.samples.length;
      yield { type: 'chunk', chunk: { ...chunk, startSample: this.#startSample + chunk.startSample } };
    } else if (event.type === 'progress') {
      yield { ...event, frameCount: this.#startFrame + event.frameCount };
    } else if (event.type === 'piece-started') {
      const { from, to, startSample } = event;
      yield {
        ...event,
        from: Math.max(stretch.from, from + shift),
        to: to + shift,
        startSample: this.#startSample + startSample,
      };
    } else if (event.type === 'piece') {
      const { piece } = event;
      this.#pieceCount++;
      this.#unsaid--;
      this.#frameCount += piece.codes.frameCount;
      this.#columnCount += piece.counts.columnCount;
      // The event's codes are the caller's from here on.
      const grid = { ...piece.codes, codes: piece.codes.codes.slice() };
      this.#earlier = [...this.#earlier, { text: piece.text, grid }].slice(-MOST_REMEMBERED);
      yield {
        type: 'piece',
        piece: {
          ...piece,
          from: Math.max(stretch.from, piece.from + shift),
          to: piece.to + shift,
          startSample: this.#startSample + piece.startSample,
        },
      };
    } else if (event.type === 'warning') {
      if (!this.#told.has(event.message)) yield event;
      this.#told.add(event.message);
    } else if (event.type === 'finished') {
      this.#stopReason = event.stopReason;
      this.#stats = this.statsWith(event.stats);
      // A turn goes on until another speaker is named.
      const last = stretch.text.match(new RegExp(speakerTag, 'g'))?.at(-1);
      if (last !== undefined) this.#speaker = `${last} `;
    }
  }

  end(): SpeechEvent {
    return { type: 'finished', stats: this.#stats, stopReason: this.#stopReason };
  }

  statsWith(more: SpeechStats): SpeechStats {
    const before = this.#stats;
    return joinedStats(before, more, before.totalSeconds + more.totalSeconds);
  }
}
