import type { CodecDecoder } from '../codec/codec';
import { type CodeFrame, toGrid } from '../codec/codec-stream';
import { seededChoices } from '../generation/choice-source';
import { decodeFrames } from '../generation/decode';
import type { TrimmedEdges } from '../pcm/edge-trim';
import type { Prompt } from '../prompt/prompt';
import { PieceSound } from './piece-sound';
import { betterTake, type FrameBounds, type PieceTake, pieceSeed, verdictOf } from './piece-take';
import type { PlannedPiece } from './plan-speech';
import type { SpeechClock } from './speech-clock';
import type { PieceVerdict, SpeechEvent, SpokenPiece } from './speech-event';
import type { SpeechOutput } from './speech-output';
import type { SpeechRequest } from './speech-request';
import type { TimedModel } from './timed-model';

/** Frames between two progress events: five a second at the published rate of 25. */
const framesPerProgress = 5;

export type PieceRunParts = {
  readonly request: SpeechRequest;
  readonly model: TimedModel;
  readonly codec: CodecDecoder;
  readonly clock: SpeechClock;
  readonly output: SpeechOutput;
};

/** What is said of one piece, and how. */
export type PieceOrder = {
  readonly piece: PlannedPiece;
  /** Frames of the pieces before, for the progress. */
  readonly framesBefore: number;
  readonly prompt: Prompt;
  readonly bounds: FrameBounds;
  /** Columns after which the piece is stopped. */
  readonly maxColumns: number;
  readonly edges: TrimmedEdges;
};

/**
 * Makes one piece. While nobody has to hear it yet it is held back, and made again when its length cannot be right;
 * once the listener would have to wait, what is there begins to be heard, and the rest streams.
 */
export class PieceRun {
  readonly #parts: PieceRunParts;
  readonly #order: PieceOrder;
  readonly #signal: AbortSignal;
  #take: PieceTake;
  /** Once it is heard. */
  #sound: PieceSound | null = null;
  #startSample = 0;
  #takeCount = 0;

  constructor(parts: PieceRunParts, order: PieceOrder, signal: AbortSignal) {
    this.#parts = parts;
    this.#order = order;
    this.#signal = signal;
    this.#take = this.#nextTake();
  }

  get take(): PieceTake {
    return this.#take;
  }

  async *events(): AsyncGenerator<SpeechEvent, SpokenPiece> {
    const { bounds } = this.#order;
    let best: PieceTake | null = null;
    for (;;) {
      yield* this.#make();
      best = betterTake(best, this.#take, bounds);
      if (this.#sound || verdictOf(this.#take, bounds) === 'good' || !this.#mayTryAgain()) break;
      this.#take = this.#nextTake();
    }
    this.#take = this.#sound ? this.#take : best;
    yield* this.finish();
    return this.#spoken();
  }

  /** Lets everything be heard that is there. */
  async *finish(): AsyncGenerator<SpeechEvent, void> {
    if (!this.#sound) yield* this.#begin();
    const sound = this.#sound!;
    yield* this.#heard(0, () => sound.finish(this.#signal));
  }

  /** One try, to its end or until it is given up. */
  async *#make(): AsyncGenerator<SpeechEvent, void> {
    const { request, model } = this.#parts;
    const { piece, framesBefore, prompt, bounds, maxColumns } = this.#order;
    const take = this.#take;
    const settings = { ...request, maxNewColumns: maxColumns, choices: seededChoices(take.seed, 0) };
    const frames = decodeFrames(model, prompt, settings, this.#signal);
    for (;;) {
      const next = await frames.next();
      if (next.done) {
        take.stopReason = next.value.stopReason;
        return;
      }
      take.frames.push(next.value);
      if (take.frames.length % framesPerProgress === 0)
        yield { type: 'progress', frameCount: framesBefore + take.frames.length, chunkIndex: piece.index };
      if (this.#sound) yield* this.#push([next.value]);
      else if (this.#mustBegin()) yield* this.#begin();
      else if (take.frames.length > bounds.longest && this.#mayTryAgain()) return;
    }
  }

  /** What is there begins to be heard, behind the pause before it. */
  async *#begin(): AsyncGenerator<SpeechEvent, void> {
    const { codec, output, request } = this.#parts;
    const { piece, edges } = this.#order;
    // By place, not by time: other windows round otherwise, and a seed gives the same samples.
    const mode = piece.index === 0 ? request.codecMode : 'following';
    this.#sound = new PieceSound(codec, mode, edges);
    yield* output.silence(piece.pauseSamples);
    this.#startSample = output.sampleCount;
    yield* this.#push(this.#take.frames);
  }

  #push(frames: readonly CodeFrame[]): AsyncGenerator<SpeechEvent, void> {
    const sound = this.#sound!;
    return this.#heard(frames.length, () => sound.push(frames, this.#signal));
  }

  async *#heard(frameCount: number, decode: () => Promise<Float32Array>): AsyncGenerator<SpeechEvent, void> {
    yield* this.#parts.output.sound(await this.#parts.clock.timeCodec(frameCount, decode));
  }

  /** Whether the listener would have to wait if this try were held back to its end. */
  #mustBegin(): boolean {
    const { expected } = this.#order.bounds;
    const frames = this.#take.frames.length;
    return (
      this.#secondsFor(Math.max(1, expected - frames), Math.max(expected, frames)) >
      this.#parts.clock.spareSeconds
    );
  }

  #mayTryAgain(): boolean {
    const { request, clock } = this.#parts;
    const { expected } = this.#order.bounds;
    return this.#takeCount <= request.retakes && this.#secondsFor(expected, expected) < clock.spareSeconds;
  }

  /** The model's time for so many frames, and the codec's; before its first use that is taken to be as long. */
  #secondsFor(steps: number, frames: number): number {
    const { model, clock } = this.#parts;
    const stepSeconds = model.decodeSeconds / Math.max(1, model.stepCount);
    return stepSeconds * steps + (clock.codecSecondsFor(frames) ?? stepSeconds * frames);
  }

  #nextTake(): PieceTake {
    const seed = pieceSeed(this.#parts.request.seed, this.#order.piece.index, this.#takeCount++);
    return { seed, frames: [], stopReason: null };
  }

  #spoken(): SpokenPiece {
    const { codec } = this.#parts;
    const { index, sentence, from, to, text, pauseSamples } = this.#order.piece;
    const { sampleCount, trimmed } = this.#sound!;
    return {
      index,
      sentence,
      from,
      to,
      text,
      seed: this.#take.seed,
      takeCount: this.#takeCount,
      codes: toGrid(this.#take.frames, codec.spec.codebookCount),
      startSample: this.#startSample,
      sampleCount,
      pauseSamples,
      trimmedStartSamples: trimmed.startSamples,
      trimmedEndSamples: trimmed.endSamples,
      verdict: this.#verdict(),
    };
  }

  #verdict(): PieceVerdict {
    return this.#sound!.hasSound ? verdictOf(this.#take, this.#order.bounds) : 'silent';
  }
}
