import type { OpenModel } from '../api/api-host';
import { joinBytes } from '../data/join-bytes';
import { FailureError } from '../failure';
import { joinSamples } from '../pcm/join-samples';
import { encodeSamples } from '../pcm/sample-format';
import { wavHeader } from '../pcm/wav-writer';
import { english } from '../sentence';
import type { SpeechEvent, SpokenPiece } from '../speech/speech-event';
import type { SpeechRequestInput, VoiceReference } from '../speech/speech-request';
import { finishedPiece, type Job, type JobPiece, type JobResult } from './job';
import type { JobBook } from './job-book';
import type { JobHost } from './job-host';
import { MAX_CACHED_BYTES, type SoundCache } from './sound-cache';

/** Progress of a running job, at most: the last percent is its end. */
const MAX_RUNNING_PROGRESS = 99;

/** Makes one job, behind the pieces that an earlier run of it has finished. */
export class JobSpeech {
  readonly #host: JobHost;
  readonly #book: JobBook;
  readonly #cache: SoundCache;
  readonly #id: string;
  readonly #signal: AbortSignal;
  #samples: Float32Array[] = [];
  /** The file so far; null once it is too long to be held. */
  #file: Uint8Array[] | null = [];
  #fileBytes = 0;
  #sampleCount = 0;
  #sampleRateHz = 0;
  #estimatedFrameCount = 1;
  #pieces: JobResult['pieces'][number][] = [];

  constructor(host: JobHost, book: JobBook, cache: SoundCache, id: string, signal: AbortSignal) {
    this.#host = host;
    this.#book = book;
    this.#cache = cache;
    this.#id = id;
    this.#signal = signal;
  }

  /** @throws FailureError, or the signal's reason. */
  async make(): Promise<void> {
    const { order } = await this.#book.change(this.#id, { status: 'preparing' });
    const model = await this.#host.api.openModel(order.modelId, this.#signal);
    this.#sampleRateHz = model.manifest.spec.codec.sampleRateHz;
    const voices = await this.#encodedVoices(model);
    // A host that does not obey the signal while it loads must not undo `cancelling`.
    this.#signal.throwIfAborted();
    await this.#book.change(this.#id, { status: 'running' });
    const finished = await this.#host.store.pieces(this.#id);
    try {
      await this.#speak(model, voices, finished);
    } catch (error) {
      const isOther = error instanceof FailureError && error.failure.details?.field === 'finishedPieces';
      if (!isOther || finished.length === 0) throw error;
      await this.#host.store.removePieces(this.#id);
      await this.#book.change(
        this.#id,
        { finishedPieceCount: 0 },
        { log: 'This version cuts the text otherwise; the job was begun anew.' },
      );
      await this.#speak(model, voices, []);
    }
  }

  async #encodedVoices({ engine }: OpenModel): Promise<readonly VoiceReference[]> {
    const job = this.#job;
    const isGiven = job.request.voices.some(({ type }) => type === 'recording');
    const voices: VoiceReference[] = [];
    for (const voice of job.request.voices) {
      if (voice.type !== 'recording') {
        voices.push(voice);
        continue;
      }
      const { samples, sampleRateHz } = await this.#host.api.readRecording(voice.bytes, this.#signal);
      const { warning, ...grid } = await engine.encodeReference(samples, sampleRateHz, this.#signal);
      if (warning !== null) await this.#book.change(this.#id, {}, { log: english(warning) });
      voices.push({ type: 'codes', grid, transcript: voice.transcript });
    }
    // From here on a run needs no recording.
    if (isGiven) await this.#book.change(this.#id, { request: { ...job.request, voices } });
    return voices;
  }

  async #speak(
    { engine }: OpenModel,
    voices: readonly VoiceReference[],
    finished: readonly JobPiece[],
  ): Promise<void> {
    const finishedPieces = finished.map(finishedPiece);
    const request: SpeechRequestInput = { ...this.#job.request, voices, finishedPieces };
    this.#begin();
    for await (const event of engine.speak(request, this.#signal)) await this.#take(event, finished.length);
  }

  #begin(): void {
    this.#samples = [];
    this.#file = [];
    this.#fileBytes = 0;
    this.#sampleCount = 0;
    this.#pieces = [];
  }

  async #take(event: SpeechEvent, finishedCount: number): Promise<void> {
    switch (event.type) {
      case 'started':
        this.#estimatedFrameCount = Math.max(1, event.estimatedFrameCount);
        await this.#book.change(this.#id, { pieceCount: event.chunkCount });
        return;
      case 'chunk':
        this.#samples.push(event.chunk.samples);
        return;
      case 'progress':
        await this.#book.change(this.#id, { progress: this.#progress(event.frameCount) });
        return;
      case 'piece':
        return this.#takePiece(event.piece, finishedCount);
      case 'warning':
        await this.#book.change(this.#id, {}, { log: event.message });
        return;
      case 'finished':
        return this.#finish(event);
      case 'failed':
        throw new FailureError(event.failure);
      case 'cancelled':
        this.#signal.throwIfAborted();
        throw new FailureError({ kind: 'engine-gone', message: 'The engine ended this job. Run it again.' });
    }
  }

  async #takePiece(piece: SpokenPiece, finishedCount: number): Promise<void> {
    const { index, text, from, to, seed, takeCount, codes, verdict, startSample, sampleCount } = piece;
    const soundStart = this.#sampleCount;
    const samples = this.#takeSamples();
    this.#pieces.push({ text, from, to, startSample, sampleCount, seed, verdict });
    const made: JobPiece = {
      index,
      text,
      from,
      to,
      seed,
      takeCount,
      codes,
      verdict,
      startSample,
      sampleCount,
    };
    await this.#book.change(
      this.#id,
      { finishedPieceCount: Math.max(this.#job.finishedPieceCount, index + 1) },
      {
        sound: {
          samples,
          sampleRateHz: this.#sampleRateHz,
          startSample: soundStart,
          pieceIndex: index,
          text,
        },
        ...(index < finishedCount ? {} : { piece: made }),
      },
    );
  }

  async #finish({ stats, stopReason }: Extract<SpeechEvent, { type: 'finished' }>): Promise<void> {
    // Whoever has cancelled was told so, also where the last step was done already.
    this.#signal.throwIfAborted();
    this.#takeSamples();
    const sampleRateHz = this.#sampleRateHz;
    if (this.#file)
      this.#cache.put(
        this.#id,
        joinBytes([wavHeader(sampleRateHz, 'pcm16', this.#fileBytes), ...this.#file]),
      );
    const result: JobResult = {
      sampleRateHz,
      sampleCount: this.#sampleCount,
      stopReason,
      synthesisSeconds: stats.totalSeconds,
      pieces: this.#pieces,
    };
    // Where the disk is full by now, the result is there as long as the page is; the next one makes it of the
    // pieces.
    await this.#book.change(this.#id, { status: 'completed', progress: 100, result }).catch(() => {});
  }

  /** The samples since the piece before. */
  #takeSamples(): Float32Array {
    const samples = joinSamples(this.#samples);
    this.#samples = [];
    this.#sampleCount += samples.length;
    this.#fileBytes += 2 * samples.length;
    if (this.#fileBytes > MAX_CACHED_BYTES) this.#file = null;
    this.#file?.push(encodeSamples(samples, 'pcm16'));
    return samples;
  }

  #progress(frameCount: number): number {
    const percent = Math.floor((100 * frameCount) / this.#estimatedFrameCount);
    return Math.max(this.#job.progress, Math.min(MAX_RUNNING_PROGRESS, percent));
  }

  get #job(): Job {
    return this.#book.get(this.#id)!;
  }
}
