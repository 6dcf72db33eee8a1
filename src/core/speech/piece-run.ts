import type { CodecDecoder } from '../codec/codec';
import { type CodeFrame, framesOf, toGrid } from '../codec/codec-stream';
import { seededChoices } from '../generation/choice-source';
import { decodeColumns } from '../generation/decode';
import { familyTraits } from '../model/families';
import { frameRateHz } from '../model/model-spec';
import type { TrimmedEdges } from '../pcm/edge-trim';
import type { Prompt } from '../prompt/prompt';
import { PieceSound } from './piece-sound';
import { betterTake, type FrameBounds, type PieceTake, pieceSeed, verdictOf } from './piece-take';
import type { PlannedPiece } from './plan-speech';
import type { SoundLine } from './sound-line';
import type { SpeechClock } from './speech-clock';
import type { PieceCounts, PieceVerdict, SpeechEvent, SpokenPiece } from './speech-event';
import type { SpeechOutput } from './speech-output';
import type { FinishedPiece, SpeechRequest } from './speech-request';
import type { TimedModel } from './timed-model';

/** Frames between two progress events: five a second at the published rate of 25. */
const FRAMES_PER_PROGRESS = 5;
/** Codes may be so far ahead of their sound: enough for the codec to have work, and a stop still comes in the middle. */
const MOST_SECONDS_AHEAD = 4;

export type PieceRunParts = {
  readonly request: SpeechRequest;
  readonly model: TimedModel;
  readonly codec: CodecDecoder;
  readonly clock: SpeechClock;
  readonly output: SpeechOutput;
  readonly line: SoundLine;
  /** Told once the piece was heard to its end, before its event. */
  readonly onSpoken: (piece: SpokenPiece) => void;
};

/** Text of one piece, and how it is spoken. */
export type PieceOrder = {
  readonly piece: PlannedPiece;
  /** Frames of the pieces before, for the progress. */
  readonly framesBefore: number;
  readonly bounds: FrameBounds;
  /** Columns after which the piece is stopped. */
  readonly maxColumns: number;
  readonly edges: TrimmedEdges;
};

/**
 * Makes one piece. While it is not due yet it is held back, and made again when its length cannot be right;
 * once the listener would have to wait, what is there begins to be heard, and the rest streams. Its sound is made
 * on the line, where it may still be on its way when the next piece begins.
 */
export class PieceRun {
  readonly #parts: PieceRunParts;
  readonly #order: PieceOrder;
  readonly #signal: AbortSignal;
  #take: PieceTake;
  /** Null until the piece is given out. */
  #sound: PieceSound | null = null;
  #isFinished = false;
  #startSample = 0;
  #takeCount = 0;
  /** Null where an earlier run has made the piece. */
  #prompt: Prompt | null = null;
  /** Positions of the prompt that the first try reused: later ones find the whole prompt. */
  #reusedCount: number | null = null;

  constructor(parts: PieceRunParts, order: PieceOrder, signal: AbortSignal) {
    this.#parts = parts;
    this.#order = order;
    this.#signal = signal;
    this.#take = this.#nextTake();
  }

  get take(): PieceTake {
    return this.#take;
  }

  /** Ends when the codes of the piece are there; events of its sound come from the line. */
  async *events(prompt: Prompt): AsyncGenerator<SpeechEvent, void> {
    const { bounds } = this.#order;
    this.#prompt = prompt;
    let best: PieceTake | null = null;
    for (;;) {
      yield* this.#make(prompt);
      best = betterTake(best, this.#take, bounds);
      if (this.#sound || verdictOf(this.#take, bounds) === 'good' || !this.#mayTryAgain()) break;
      this.#take = this.#nextTake();
    }
    this.#take = this.#sound ? this.#take : best;
    this.finish();
  }

  /** The sound of a piece that an earlier run has made. */
  replay({ seed, takeCount, codes, verdict }: FinishedPiece): SpeechEvent {
    this.#take = {
      seed,
      frames: framesOf(codes),
      stopReason: verdict === 'cut' ? 'length' : 'end-of-speech',
      columnCount: codes.frameCount + this.#rampLength,
    };
    this.#takeCount = takeCount;
    const { piece, framesBefore } = this.#order;
    this.finish();
    return { type: 'progress', frameCount: framesBefore + codes.frameCount, chunkIndex: piece.index };
  }

  /** Lets everything be heard that is there. */
  finish(): void {
    if (this.#isFinished) return;
    if (!this.#sound) this.#begin();
    this.#isFinished = true;
    const { line, onSpoken } = this.#parts;
    line.add(0, async () => {
      const events = await this.#heard(0, (sound) => sound.finish(this.#signal));
      const piece = this.#spoken();
      onSpoken(piece);
      return [...events, { type: 'piece', piece }];
    });
  }

  /** Gives up sound that is on its way. */
  close(): void {
    this.#sound?.close();
  }

  /** One try, to its end or until it is given up. */
  async *#make(prompt: Prompt): AsyncGenerator<SpeechEvent, void> {
    const { request, model, codec, line } = this.#parts;
    const { piece, framesBefore, bounds, maxColumns } = this.#order;
    const take = this.#take;
    const settings = { ...request, maxNewColumns: maxColumns, choices: seededChoices(take.seed, 0) };
    const columns = decodeColumns(model, prompt, settings, this.#signal);
    const mostAhead = MOST_SECONDS_AHEAD * frameRateHz(codec.spec);
    for (;;) {
      const next = await columns.next();
      yield* line.ready();
      yield* line.downTo(mostAhead);
      if (next.done) {
        take.stopReason = next.value.stopReason;
        return;
      }
      this.#reusedCount ??= model.reusedPositionCount;
      take.columnCount += 1;
      const { frame } = next.value;
      if (!frame) continue;
      take.frames.push(frame);
      if (take.frames.length % FRAMES_PER_PROGRESS === 0)
        yield { type: 'progress', frameCount: framesBefore + take.frames.length, chunkIndex: piece.index };
      if (this.#sound) this.#push([frame]);
      // Only a try that another could follow is held back.
      else if (request.retakes === 0 || this.#mustBegin()) this.#begin();
      else if (take.frames.length > bounds.longest && this.#mayTryAgain()) return;
    }
  }

  /** Begins to give out the sound so far, after the pause before it. */
  #begin(): void {
    const { codec, output, request, line } = this.#parts;
    const { piece, edges } = this.#order;
    const { index, sentence, from, to, text } = piece;
    // Chosen by place, not by time: other windows round otherwise, and a seed gives the same samples.
    const mode = index === 0 ? request.codecMode : 'following';
    this.#sound = new PieceSound(codec, mode, edges);
    line.add(0, async () => {
      const pause = [...output.silence(piece.pauseSamples)];
      this.#startSample = output.sampleCount;
      const startSample = this.#startSample;
      return [...pause, { type: 'piece-started', index, sentence, from, to, text, startSample }];
    });
    this.#push(this.#take.frames);
  }

  #push(frames: readonly CodeFrame[]): void {
    const now = [...frames];
    this.#parts.line.add(now.length, () => this.#heard(now.length, (sound) => sound.push(now, this.#signal)));
  }

  async #heard(
    frameCount: number,
    decode: (sound: PieceSound) => Promise<Float32Array>,
  ): Promise<SpeechEvent[]> {
    const { clock, output } = this.#parts;
    return [...output.sound(await clock.timeCodec(frameCount, () => decode(this.#sound!)))];
  }

  /** True when the listener would have to wait if this try were held back to its end. */
  #mustBegin(): boolean {
    const { expected } = this.#order.bounds;
    const frames = this.#take.frames.length;
    return this.#secondsFor(Math.max(1, expected - frames), Math.max(expected, frames)) > this.#spareSeconds;
  }

  #mayTryAgain(): boolean {
    const { expected } = this.#order.bounds;
    return (
      this.#takeCount <= this.#parts.request.retakes &&
      this.#secondsFor(expected, expected) < this.#spareSeconds
    );
  }

  /** Until more sound is needed than there is, and than is on its way. */
  get #spareSeconds(): number {
    const { clock, codec, line } = this.#parts;
    return clock.spareSeconds + line.frameCount / frameRateHz(codec.spec);
  }

  /** The model's time for so many frames, and the codec's; before its first use that is taken to be as long. */
  #secondsFor(steps: number, frames: number): number {
    const { model, clock, line } = this.#parts;
    const stepSeconds = model.decodeSeconds / Math.max(1, model.stepCount);
    const codecFrames = frames + line.frameCount;
    return stepSeconds * steps + (clock.codecSecondsFor(codecFrames) ?? stepSeconds * codecFrames);
  }

  #nextTake(): PieceTake {
    const seed = pieceSeed(this.#parts.request.seed, this.#order.piece.index, this.#takeCount++);
    return { seed, frames: [], stopReason: null, columnCount: 0 };
  }

  /** Columns that are made beyond one for each frame. */
  get #rampLength(): number {
    const { codebooks, family } = this.#parts.model.spec;
    return codebooks.codebookCount - 1 + familyTraits[family].leadColumnCount;
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
      counts: this.#counts(),
    };
  }

  #counts(): PieceCounts {
    const columnAt = this.#prompt?.columnAt;
    const promptAudioCount = columnAt?.filter((column) => column >= 0).length ?? 0;
    return {
      promptTextCount: (columnAt?.length ?? 0) - promptAudioCount,
      promptAudioCount,
      reusedCount: this.#reusedCount ?? 0,
      columnCount: this.#take.columnCount,
    };
  }

  #verdict(): PieceVerdict {
    return this.#sound!.hasSound ? verdictOf(this.#take, this.#order.bounds) : 'silent';
  }
}
