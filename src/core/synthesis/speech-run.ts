import type { StopReason } from '../generation/decode';
import { familyTraits } from '../model/families';
import { frameRateHz } from '../model/model-spec';
import { fitPrompt, type SpokenChunk } from '../prompt/fit-prompt';
import type { Prompt } from '../prompt/prompt';
import { promptFormat } from '../prompt/prompt-format';
import type { Turn } from '../prompt/turn';
import { type JudgedSentence, type LengthLimit, lengthWarning, tooLongWarning } from './length-warnings';
import { PieceRun, type PieceRunParts } from './piece-run';
import type { FrameBounds } from './piece-take';
import { type PlannedPiece, planSpeech, type SpeechPlan, speechProfile } from './plan-speech';
import { speakerVoices } from './speaker-voices';
import { SpeechClock } from './speech-clock';
import type { SpeechEvent, SpeechStats, SpokenPiece } from './speech-event';
import { SpeechOutput } from './speech-output';
import type { SpeechRequest } from './speech-request';
import type { SynthesizerParts } from './synthesizer';
import { TimedModel } from './timed-model';

/** A piece of a measured voice is stopped at this many times its longest length: it will not find its end. */
const hopelessShare = 1.5;

/** One request on its way through the speak road. */
export class SpeechRun {
  readonly #parts: SynthesizerParts;
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
  #current: PieceRun | null = null;
  stopReason: StopReason = 'end-of-speech';

  constructor(parts: SynthesizerParts, request: SpeechRequest, signal: AbortSignal) {
    const { spec } = parts.codec;
    this.#parts = parts;
    this.#request = request;
    this.#signal = signal;
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
    const scene = { ...this.#request, voices: speakerVoices(this.#request.voices, manifest) };
    this.#opening = promptFormat(manifest.spec.language.family).openingTurns(scene, plan.text, specialTokens);
    yield* this.#begin(plan);
    this.#clock.begin();
    const judged: JudgedSentence[] = [];
    for (const piece of plan.pieces) {
      const spoken = yield* this.#speakPiece(piece, plan);
      yield { type: 'piece', piece: spoken };
      if (spoken.verdict !== 'good') judged.push(spoken);
    }
    yield* this.#output.silence(plan.endSamples);
    const message = lengthWarning(judged, plan.pieces.length, this.#limit(this.#frameCount));
    if (message !== null) yield { type: 'warning', message };
  }

  noteBusy(since: number): void {
    this.#clock.noteBusy(since);
  }

  /** After a failure: the sound of the frames that were complete. */
  async *salvage(): AsyncGenerator<SpeechEvent, void> {
    try {
      if (this.#current) yield* this.#current.finish();
    } catch {
      // The codec has failed too: the first failure is the one to tell.
    }
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

  *#begin({ pieces, warnings, endSamples }: SpeechPlan): Generator<SpeechEvent, void> {
    const { sampleRateHz } = this.#parts.codec.spec;
    const silence = pieces.reduce((sum, { pauseSamples }) => sum + pauseSamples, endSamples);
    const frames = pieces.reduce((sum, piece) => sum + this.#bounds(piece).expected, 0);
    yield {
      type: 'started',
      seed: this.#request.seed,
      chunkCount: pieces.length,
      estimatedFrameCount: frames + Math.round((silence / sampleRateHz) * this.#framesPerSecond),
    };
    for (const message of warnings) yield { type: 'warning', message };
    const tooLong = pieces.filter((piece) => this.#bounds(piece).expected > this.#request.maxNewColumns);
    if (tooLong.length === 0) return;
    yield {
      type: 'warning',
      message: tooLongWarning(tooLong.length, pieces.length, this.#limit(this.#request.maxNewColumns)),
    };
  }

  async *#speakPiece(
    piece: PlannedPiece,
    { pieces, endSamples }: SpeechPlan,
  ): AsyncGenerator<SpeechEvent, SpokenPiece> {
    const isLast = piece.index === pieces.length - 1;
    const bounds = this.#bounds(piece);
    const order = {
      piece,
      framesBefore: this.#frameCount,
      prompt: this.#promptOf(piece, bounds),
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
    };
    this.#current = new PieceRun(parts, order, this.#signal);
    const spoken = yield* this.#current.events();
    this.stopReason = this.#current.take.stopReason ?? 'length';
    this.#current = null;
    this.#frameCount += spoken.codes.frameCount;
    this.#remember({ text: piece.text, grid: spoken.codes });
    return spoken;
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

  /** Keeps what the next prompt can show, and a copy of its codes: the event's own are given away. */
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
    const { manifest } = this.#parts;
    const { codebooks, family } = manifest.spec.language;
    if (!speechProfile(manifest).length) return this.#request.maxNewColumns;
    const ramp = codebooks.codebookCount + familyTraits[family].leadColumnCount;
    return Math.min(this.#request.maxNewColumns, Math.ceil(hopelessShare * longest) + ramp);
  }

  /** @param frameCount that were or may be spoken in one go. */
  #limit(frameCount: number): LengthLimit {
    const { codebooks, family, maxPositionCount } = this.#model.spec;
    const { maxNewColumns } = this.#request;
    const ramp = codebooks.codebookCount + familyTraits[family].leadColumnCount;
    return {
      seconds: Math.round(frameCount / this.#framesPerSecond),
      // Else the model's own positions were the limit.
      canBeRaised: frameCount + ramp >= maxNewColumns && maxNewColumns < maxPositionCount,
    };
  }
}
