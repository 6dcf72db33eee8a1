import type { CodecDecoder } from '../codec/codec';
import { CodecStream, type CodeFrame, toGrid } from '../codec/codec-stream';
import { windowSchedule } from '../codec/window-schedule';
import { seededChoices } from '../generation/choice-source';
import { decodeFrames, type StopReason } from '../generation/decode';
import type { LanguageModel } from '../generation/language-model';
import { frameRateHz } from '../model/model-spec';
import type { PcmChunk } from '../pcm/pcm-chunk';
import { fitPrompt, type SpokenChunk } from '../prompt/fit-prompt';
import { promptFormat } from '../prompt/prompt-format';
import type { TextTokenizer } from '../prompt/text-tokenizer';
import type { Manifest } from '../store/manifest';
import { chunkText } from '../text/chunk-text';
import { estimateSpeechSeconds } from '../text/estimate-length';
import { failureFrom } from './failure-from';
import { speakerVoices } from './speaker-voices';
import type { SpeechEvent, SpeechStats } from './speech-event';
import type { SpeechRequest } from './speech-request';
import { TimedModel } from './timed-model';

export type SynthesizerParts = {
  readonly manifest: Manifest;
  readonly tokenizer: TextTokenizer;
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
};

/** Frames between two progress events: five a second at the published rate of 25. */
const FRAMES_PER_PROGRESS = 5;

/** Joins the speak road: text → prompt → codes → sound. Speaks one request at a time; owns nothing that it is given. */
export class Synthesizer {
  readonly #parts: SynthesizerParts;

  constructor(parts: SynthesizerParts) {
    this.#parts = parts;
  }

  /** Never throws: the last event says how it ended. What was yielded before stays good. */
  async *speak(request: SpeechRequest, signal: AbortSignal): AsyncGenerator<SpeechEvent, void> {
    const { now } = this.#parts;
    const run = new SpeechRun(this.#parts, request, signal);
    const events = run.events();
    try {
      for (;;) {
        const start = now();
        // The time in which nobody asks for more does not count.
        const next = await events.next().finally(() => run.noteBusy(start));
        if (next.done) break;
        if (next.value.type === 'chunk') run.noteSound(next.value.chunk);
        yield next.value;
      }
      yield { type: 'finished', stats: run.stats(), stopReason: run.stopReason, codes: run.codes() };
    } catch (error) {
      if (signal.aborted) {
        yield { type: 'cancelled', stats: run.stats() };
        return;
      }
      const rest = await run.salvage();
      if (rest) yield { type: 'chunk', chunk: rest };
      yield { type: 'failed', failure: failureFrom(error) };
    }
  }
}

/** The state of one request. */
class SpeechRun {
  readonly #parts: SynthesizerParts;
  readonly #request: SpeechRequest;
  readonly #signal: AbortSignal;
  readonly #model: TimedModel;
  readonly #stream: CodecStream;
  readonly #frames: CodeFrame[] = [];
  readonly #startedAt: number;
  #codecSeconds = 0;
  #audioSeconds = 0;
  #firstAudioSeconds: number | null = null;
  #busySeconds = 0;
  stopReason: StopReason = 'end-of-speech';

  constructor(parts: SynthesizerParts, request: SpeechRequest, signal: AbortSignal) {
    this.#parts = parts;
    this.#request = request;
    this.#signal = signal;
    this.#startedAt = parts.now();
    this.#model = new TimedModel(parts.model, parts.now);
    this.#stream = new CodecStream(parts.codec, windowSchedule(parts.codec.spec, request.codecMode));
  }

  async *events(): AsyncGenerator<SpeechEvent, void> {
    this.#signal.throwIfAborted();
    const { manifest, tokenizer } = this.#parts;
    const request = this.#request;
    const format = promptFormat(this.#model.spec.family);
    const { text, warnings } = format.prepareText(request.text, tokenizer.specialTokens);
    const scene = { ...request, voices: speakerVoices(request.voices, manifest) };
    const opening = format.openingTurns(scene, text, tokenizer.specialTokens);
    const chunks = chunkText(text, {
      method: request.chunkMethod,
      maxWords: request.chunkMaxWords,
      maxTurns: request.chunkMaxTurns,
    });
    const estimates = chunks.map((chunk) => this.#estimatedFrames(chunk));
    const estimatedFrameCount = estimates.reduce((total, frames) => total + frames, 0);
    yield { type: 'started', seed: request.seed, chunkCount: chunks.length, estimatedFrameCount };
    for (const message of warnings) yield { type: 'warning', message };
    const tooLong = estimates.filter((frames) => frames > request.maxNewColumns).length;
    if (tooLong > 0) yield { type: 'warning', message: this.#tooLongWarning(tooLong, chunks.length) };

    const spoken: SpokenChunk[] = [];
    for (const [index, chunk] of chunks.entries()) {
      const firstFrame = this.#frames.length;
      // Twice the estimate: a slow speaker needs it, and more past is worth less than an uncut end.
      const room = Math.min(request.maxNewColumns, 2 * estimates[index]! + manifest.spec.codec.codebookCount);
      const prompt = fitPrompt(
        { opening, spoken, chunk, bufferSize: request.chunkBufferSize, room, render: format.render },
        tokenizer,
        this.#model.spec,
      );
      const settings = { ...request, choices: seededChoices(request.seed, index) };
      const frames = decodeFrames(this.#model, prompt, settings, this.#signal);
      let next = await frames.next();
      for (; !next.done; next = await frames.next()) {
        this.#frames.push(next.value);
        if (this.#frames.length % FRAMES_PER_PROGRESS === 0) yield this.#progress(index);
        const sound = await this.#timed(() => this.#stream.push(this.#frames.at(-1)!, this.#signal));
        if (sound) yield { type: 'chunk', chunk: sound };
      }
      this.stopReason = next.value.stopReason;
      if (this.stopReason === 'length')
        yield { type: 'warning', message: this.#cutWarning(index, chunks.length) };
      const said = this.#frames.slice(firstFrame);
      if (said.length > 0)
        spoken.push({ text: chunk, grid: toGrid(said, this.#model.spec.codebooks.codebookCount) });
    }
    const rest = await this.#timed(() => this.#stream.finish(this.#signal));
    if (rest) yield { type: 'chunk', chunk: rest };
    yield this.#progress(chunks.length - 1);
    if (this.#frames.length === 0) {
      yield {
        type: 'warning',
        message: 'The model ended without saying anything. Try another seed or another text.',
      };
    }
  }

  noteBusy(since: number): void {
    this.#busySeconds += (this.#parts.now() - since) / 1000;
  }

  noteSound(chunk: PcmChunk): void {
    this.#firstAudioSeconds ??= (this.#parts.now() - this.#startedAt) / 1000;
    this.#audioSeconds += chunk.samples.length / chunk.sampleRateHz;
  }

  /** After a failure: the sound of frames that were complete but still waiting for context. */
  async salvage(): Promise<PcmChunk | null> {
    try {
      return await this.#stream.finish(this.#signal);
    } catch {
      return null; // the codec has failed too: the first failure is the one to tell
    }
  }

  codes() {
    return toGrid(this.#frames, this.#model.spec.codebooks.codebookCount);
  }

  stats(): SpeechStats {
    const { promptPositionCount, reusedTotal, prefillSeconds, stepCount, decodeSeconds } = this.#model;
    return {
      promptPositionCount,
      reusedPositionCount: reusedTotal,
      prefillSeconds,
      decodeStepCount: stepCount,
      decodeSeconds,
      codecSeconds: this.#codecSeconds,
      firstAudioSeconds: this.#firstAudioSeconds,
      totalSeconds: this.#busySeconds,
      audioSeconds: this.#audioSeconds,
      realTimeFactor: this.#audioSeconds > 0 ? this.#busySeconds / this.#audioSeconds : null,
    };
  }

  #progress(chunkIndex: number): SpeechEvent {
    return { type: 'progress', frameCount: this.#frames.length, chunkIndex };
  }

  async #timed<T>(work: () => Promise<T>): Promise<T> {
    const start = this.#parts.now();
    const result = await work();
    this.#codecSeconds += (this.#parts.now() - start) / 1000;
    return result;
  }

  #estimatedFrames(text: string): number {
    return Math.max(1, Math.ceil(estimateSpeechSeconds(text) * frameRateHz(this.#parts.codec.spec)));
  }

  #limitSeconds(): number {
    return Math.round(this.#request.maxNewColumns / frameRateHz(this.#parts.codec.spec));
  }

  #tooLongWarning(tooLong: number, chunkCount: number): string {
    const what = chunkCount === 1 ? 'The text is' : `${tooLong} of ${chunkCount} chunks are`;
    return `${what} probably longer than the ${this.#limitSeconds()} seconds that may be spoken in one go, and would be cut. Let the text be split into smaller chunks.`;
  }

  #cutWarning(index: number, chunkCount: number): string {
    const where = chunkCount === 1 ? 'The speech' : `Chunk ${index + 1} of ${chunkCount}`;
    return `${where} reached the limit of ${this.#limitSeconds()} seconds and may be cut. Split the text into smaller chunks, or raise the limit.`;
  }
}
