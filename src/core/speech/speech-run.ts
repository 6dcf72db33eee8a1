import type { CodecDecoder } from '../codec/codec';
import { toGrid } from '../codec/codec-stream';
import type { StopReason } from '../generation/decode';
import type { LanguageModel } from '../generation/language-model';
import { frameRateHz } from '../model/model-spec';
import type { Manifest } from '../package/manifest';
import { promptFormat } from '../prompt/family-format';
import { fitPrompt, type SpokenChunk } from '../prompt/fit-prompt';
import type { Prompt } from '../prompt/prompt';
import type { TextTokenizer } from '../prompt/text-tokenizer';
import type { Turn } from '../prompt/turn';
import {
  fullWarning,
  type JudgedSentence,
  type LengthLimit,
  lengthLimit,
  lengthWarning,
  rampLength,
  tooLongWarning,
} from './length-warnings';
import { requirePlanned } from './parse-finished-pieces';
import { PieceRun, type PieceRunParts } from './piece-run';
import type { FrameBounds } from './piece-take';
import { type PlannedPiece, planSpeech, type SpeechPlan } from './plan-speech';
import { speechProfile } from './profile-of';
import { SoundLine } from './sound-line';
import { speakerVoices } from './speaker-voices';
import { SpeechClock } from './speech-clock';
import type { SpeechEvent, SpeechStats } from './speech-event';
import { warning } from './speech-event';
import { SpeechOutput } from './speech-output';
import type { SpeechRequest } from './speech-request';
import { TimedModel } from './timed-model';

export type SpeechParts = {
  readonly manifest: Manifest;
  readonly tokenizer: TextTokenizer;
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
};

/** A piece of a measured voice is stopped at this many times its longest length: it will not find its end. */
const HOPELESS_SHARE = 1.5;

/** One request on its way through the speech pipeline. */
export class SpeechRun {
  readonly #parts: SpeechParts;
  readonly #request: SpeechRequest;
  readonly #signal: AbortSignal;
  readonly #model: TimedModel;
  readonly #clock: SpeechClock;
  readonly #output: SpeechOutput;
  readonly #framesPerSecond: number;
  #opening: readonly Turn[] = [];
  /** Pieces that the model may still be shown, the oldest first. */
  #spoken: SpokenChunk[] = [];
  #frameCount = 0;
  /** Columns of the tries that were kept. */
  #columnCount: number;
  readonly #line = new SoundLine();
  /** Pieces whose sound may still be on its way, the oldest first: the one that is made now and the one before. */
  #runs: PieceRun[] = [];
  #judged: JudgedSentence[] = [];
  stopReason: StopReason = 'end-of-speech';

  constructor(parts: SpeechParts, request: SpeechRequest, signal: AbortSignal) {
    const { spec } = parts.codec;
    this.#parts = parts;
    this.#request = request;
    this.#signal = signal;
    this.#columnCount = request.place?.columnCount ?? 0;
    this.#framesPerSecond = frameRateHz(spec);
    this.#model = new TimedModel(parts.model, parts.now);
    this.#clock = new SpeechClock(parts.now, request.delivery === 'live');
    this.#output = new SpeechOutput(spec.sampleRateHz, this.#clock);
  }

  async *events(): AsyncGenerator<SpeechEvent, void> {
    this.#signal.throwIfAborted();
    const { manifest, tokenizer } = this.#parts;
    const { specialTokens } = tokenizer;
    const plan = planSpeech(this.#request, manifest, specialTokens);
    requirePlanned(this.#request.finishedPieces, plan.pieces);
    const scene = { ...this.#request, voices: speakerVoices(this.#request.voices, manifest) };
    this.#opening = promptFormat(manifest.spec.language.family).openingTurns(scene, plan.text, specialTokens);
    for (const chunk of this.#request.earlier) this.#remember(chunk);
    yield* this.#begin(plan);
    this.#clock.begin();
    const own = plan.pieces.filter((piece) => this.#isOwn(piece));
    let unsaid = own.length;
    for (const piece of own) {
      if (this.#columnsLeft < this.#rampLength) break;
      yield* this.#speakPiece(piece, plan);
      unsaid--;
    }
    yield* this.#line.upTo(this.#line.givenCount);
    const isCut =
      this.stopReason === 'length' && this.#columnsLeft === 0 && this.#judged.at(-1)?.verdict === 'cut';
    if (isCut) this.#judged.pop();
    if (isCut || unsaid > 0) {
      this.stopReason = 'length';
      yield warning(fullWarning(this.#request.maxTotalColumns!, unsaid));
    } else if (this.#isOwn(plan.pieces.at(-1)!)) yield* this.#output.silence(plan.endSamples);
    if (this.#request.share) return;
    const message = lengthWarning(this.#judged, this.#pieceCount(plan), this.#limit(this.#frameCount));
    if (message !== null) yield warning(message);
  }

  noteBusy(since: number): void {
    this.#clock.noteBusy(since);
  }

  /** Sound of the frames that were complete before a failure. */
  async *salvage(): AsyncGenerator<SpeechEvent, void> {
    try {
      this.#runs.at(-1)?.finish();
      yield* this.#line.upTo(this.#line.givenCount);
    } catch {
      // The codec has failed too: the first failure is reported.
    }
  }

  /** Waits until nothing works for this request any more. */
  async end(): Promise<void> {
    await this.#line.end();
    for (const run of this.#runs) run.close();
  }

  stats(): SpeechStats {
    const { promptPositionCount, reusedTotal, prefillSeconds, stepCount, decodeSeconds } = this.#model;
    const { codecSeconds, firstAudioSeconds, busySeconds } = this.#clock;
    const audioSeconds = this.#output.seconds;
    return {
      promptPositionCount,
      reusedPositionCount: reusedTotal,
      prefillSeconds,
      decodeStepCount: stepCount,
      decodeSeconds,
      codecSeconds,
      firstAudioSeconds,
      totalSeconds: busySeconds,
      audioSeconds,
      realTimeFactor: audioSeconds > 0 ? busySeconds / audioSeconds : null,
    };
  }

  *#begin(plan: SpeechPlan): Generator<SpeechEvent, void> {
    const { pieces, warnings, endSamples } = plan;
    const { sampleRateHz } = this.#parts.codec.spec;
    const silence = pieces.reduce((sum, { pauseSamples }) => sum + pauseSamples, endSamples);
    const frames = pieces.reduce((sum, piece) => sum + this.#bounds(piece).expected, 0);
    yield {
      type: 'started',
      seed: this.#request.seed,
      chunkCount: pieces.length,
      estimatedFrameCount: frames + Math.round((silence / sampleRateHz) * this.#framesPerSecond),
    };
    if ((this.#request.share?.index ?? 0) > 0) return;
    for (const message of warnings) yield warning(message);
    const tooLong = pieces.filter((piece) => this.#bounds(piece).expected > this.#request.maxNewColumns);
    if (tooLong.length === 0) return;
    const limit = this.#limit(this.#request.maxNewColumns);
    yield warning(tooLongWarning(tooLong.length, this.#pieceCount(plan), limit));
  }

  /** True for a piece that this engine makes, where several share the text. */
  #isOwn({ index }: PlannedPiece): boolean {
    const { share } = this.#request;
    return share === null || index % share.count === share.index;
  }

  async *#speakPiece(
    piece: PlannedPiece,
    { pieces, endSamples }: SpeechPlan,
  ): AsyncGenerator<SpeechEvent, void> {
    const isLast = piece === pieces.at(-1) && (this.#request.place?.isLast ?? true);
    const bounds = this.#bounds(piece);
    const order = {
      piece,
      framesBefore: this.#frameCount,
      bounds,
      maxColumns: this.#maxColumns(bounds),
      edges: { start: piece.pauseSamples > 0 || piece.index > 0, end: !isLast || endSamples > 0 },
    };
    const parts: PieceRunParts = {
      request: this.#request,
      model: this.#model,
      codec: this.#parts.codec,
      clock: this.#clock,
      output: this.#output,
      line: this.#line,
      onSpoken: (spoken) => {
        if (spoken.verdict !== 'good') this.#judged.push(spoken);
      },
    };
    const before = this.#line.givenCount;
    const run = new PieceRun(parts, order, this.#signal);
    this.#runs.push(run);
    const finished = this.#request.finishedPieces[piece.index];
    if (finished) yield run.replay(finished);
    else yield* run.events(this.#promptOf(piece, bounds));
    const { stopReason, frames, columnCount } = run.take;
    this.stopReason = stopReason ?? 'length';
    this.#frameCount += frames.length;
    this.#columnCount += columnCount;
    this.#remember({ text: piece.text, grid: toGrid(frames, this.#parts.codec.spec.codebookCount) });
    // No more than one piece is made ahead of its sound.
    yield* this.#line.upTo(before);
    this.#runs = [run];
  }

  #promptOf({ text }: PlannedPiece, { expected }: FrameBounds): Prompt {
    const { manifest, tokenizer } = this.#parts;
    const { chunkBufferSize: bufferSize, maxNewColumns } = this.#request;
    const { family } = manifest.spec.language;
    // Twice the estimate: a slow speaker needs it, and more past is worth less than an uncut end.
    const room = Math.min(maxNewColumns, 2 * expected + manifest.spec.codec.codebookCount);
    const { render } = promptFormat(family);
    return fitPrompt(
      { opening: this.#opening, spoken: this.#spoken, chunk: text, bufferSize, room, render },
      tokenizer,
      this.#model.spec,
    );
  }

  /** Keeps what the next prompt can show, and a copy of its codes: the event's own are transferred. */
  #remember({ text, grid }: SpokenChunk): void {
    if (grid.frameCount === 0) return;
    this.#spoken.push({ text, grid: { ...grid, codes: grid.codes.slice() } });
    let frames = 0;
    const most = this.#request.chunkBufferSize ?? Number.POSITIVE_INFINITY;
    const kept = this.#spoken.findLastIndex((chunk, index) => {
      frames += chunk.grid.frameCount;
      return frames > this.#model.spec.maxPositionCount || this.#spoken.length - index > most;
    });
    this.#spoken = this.#spoken.slice(kept + 1);
  }

  #bounds({ expected }: PlannedPiece): FrameBounds {
    const frames = (seconds: number) => seconds * this.#framesPerSecond;
    return {
      expected: Math.max(1, Math.ceil(frames(expected.seconds))),
      shortest: frames(expected.shortestSeconds),
      longest: frames(expected.longestSeconds),
    };
  }

  #maxColumns({ longest }: FrameBounds): number {
    const most = Math.min(this.#request.maxNewColumns, this.#columnsLeft);
    if (!speechProfile(this.#parts.manifest).length) return most;
    return Math.min(most, Math.ceil(HOPELESS_SHARE * longest) + this.#rampLength);
  }

  /** Pieces of the whole text, as far as it is known. */
  #pieceCount({ pieces }: SpeechPlan): number {
    const { place } = this.#request;
    return pieces.length + (place?.pieceCount ?? 0) + (place?.isLast === false ? 1 : 0);
  }

  get #columnsLeft(): number {
    return (this.#request.maxTotalColumns ?? Number.POSITIVE_INFINITY) - this.#columnCount;
  }

  get #rampLength(): number {
    return rampLength(this.#parts.manifest.spec.language);
  }

  #limit(frameCount: number): LengthLimit {
    return lengthLimit(this.#parts.manifest, this.#request, frameCount);
  }
}
