import type { Manifest } from '../package/manifest';
import { type JudgedSentence, lengthLimit, lengthWarning } from './length-warnings';
import { parseSpeechRequest } from './parse-speech-request';
import type { SpeechEngine } from './speech-engine';
import { joinedStats, nothingSaid, type SpeechEvent, type SpeechStats, warning } from './speech-event';
import { Changes, SpeechLane } from './speech-lane';
import type { SpeechRequest, SpeechRequestInput } from './speech-request';

/**
 * Whether the pieces of a request depend on nothing that other pieces make: none is shown to the model behind another, no
 * limit holds for all of them together, and no retake depends on the clock.
 */
export function isIndependent(request: SpeechRequest): boolean {
  const { chunkBufferSize, delivery, maxTotalColumns, place, share } = request;
  const isAlone = maxTotalColumns === null && place === null && share === null;
  return chunkBufferSize === 0 && delivery === 'whole' && isAlone;
}

/** The request as parsed, if its pieces are independent; null else, and for a request that cannot be spoken. */
export function independentRequest(
  input: SpeechRequestInput,
  manifest: Manifest,
  drawSeed: () => number,
): SpeechRequest | null {
  try {
    const request = parseSpeechRequest(input, manifest, drawSeed);
    return isIndependent(request) ? request : null;
  } catch {
    return null;
  }
}

/**
 * Speaks a request whose pieces do not depend on one another (`isIndependent`) on several engines at once: each
 * makes every n-th piece. Events and samples are those of one engine, in the same order. Ends when all engines have
 * ended; never throws. A consumer that does not pull stops all of them after a few pieces.
 * @param request as parsed; its seed goes to every engine.
 */
export async function* speakShared(
  engines: readonly Pick<SpeechEngine, 'speak'>[],
  input: SpeechRequestInput,
  request: SpeechRequest,
  manifest: Manifest,
  signal: AbortSignal,
): AsyncGenerator<SpeechEvent, void> {
  const stop = new AbortController();
  const pass = () => stop.abort(signal.reason);
  if (signal.aborted) pass();
  signal.addEventListener('abort', pass);
  const changes = new Changes();
  const lanes = engines.map((engine, index) => {
    const share = { index, count: engines.length };
    return new SpeechLane(engine.speak({ ...input, seed: request.seed, share }, stop.signal), changes);
  });
  const speech = new SharedSpeech(lanes, changes, request, manifest);
  try {
    yield* speech.events();
  } finally {
    signal.removeEventListener('abort', pass);
    stop.abort();
    await Promise.all(lanes.map(({ end }) => end));
  }
}

class SharedSpeech {
  readonly #lanes: readonly SpeechLane[];
  readonly #changes: Changes;
  readonly #request: SpeechRequest;
  readonly #manifest: Manifest;
  readonly #judged: JudgedSentence[] = [];
  #stats: SpeechStats = nothingSaid;
  #pieceCount = 0;
  #spokenCount = 0;
  #frameCount = 0;
  #toldFrames = 0;
  #sampleCount = 0;
  #pieceStart = 0;

  constructor(lanes: readonly SpeechLane[], changes: Changes, request: SpeechRequest, manifest: Manifest) {
    this.#lanes = lanes;
    this.#changes = changes;
    this.#request = request;
    this.#manifest = manifest;
  }

  async *events(): AsyncGenerator<SpeechEvent, void> {
    // The first engine tells how many pieces there are, and what is to be said of the whole text.
    let stopReason = yield* this.#follow(this.#lanes[0]!, () => this.#spokenCount > 0);
    while (stopReason !== 'ended' && this.#spokenCount < this.#pieceCount) {
      const count = this.#spokenCount;
      stopReason = yield* this.#follow(this.#laneOf(count), () => this.#spokenCount > count);
    }
    if (stopReason === 'ended') return;
    let last: 'end-of-speech' | 'length' = 'end-of-speech';
    for (const lane of this.#lanes) {
      const reason = yield* this.#follow(lane, () => false);
      if (reason === 'ended') return;
      if (lane === this.#laneOf(this.#pieceCount - 1) && reason !== null) last = reason;
    }
    const limit = lengthLimit(this.#manifest, this.#request, this.#frameCount);
    const message = lengthWarning(this.#judged, this.#pieceCount, limit);
    if (message !== null) yield warning(message);
    yield { type: 'finished', stats: this.#stats, stopReason: last };
  }

  #laneOf(piece: number): SpeechLane {
    return this.#lanes[Math.max(0, piece) % this.#lanes.length]!;
  }

  /**
   * Gives a lane's events until it is over or `isEnough`.
   * @returns the reason of its end, null before; 'ended' where the whole speech has ended with it.
   */
  async *#follow(
    lane: SpeechLane,
    isEnough: () => boolean,
  ): AsyncGenerator<SpeechEvent, 'end-of-speech' | 'length' | 'ended' | null> {
    let reason: 'end-of-speech' | 'length' | null = null;
    while (!isEnough()) {
      const event = lane.take();
      if (event === null) break;
      const frames = this.#lanes.reduce((sum, { frameCount }) => sum + frameCount, 0);
      if (frames > this.#toldFrames && this.#pieceCount > 0)
        yield { type: 'progress', frameCount: frames, chunkIndex: this.#spokenCount };
      this.#toldFrames = frames;
      if (event === undefined) await this.#changes.next();
      else if (event.type === 'failed') return yield* this.#end(event);
      else if (event.type === 'cancelled')
        return yield* this.#end({ ...event, stats: this.#with(event.stats) });
      else if (event.type === 'finished') {
        reason = event.stopReason;
        this.#stats = this.#with(event.stats);
      } else yield* this.#placed(event, lane);
    }
    return reason;
  }

  *#end(event: SpeechEvent): Generator<SpeechEvent, 'ended'> {
    yield event;
    return 'ended';
  }

  /** The event of a lane as one of the whole. */
  *#placed(event: SpeechEvent, lane: SpeechLane): Generator<SpeechEvent, void> {
    if (event.type === 'queued' || event.type === 'started') {
      if (lane === this.#lanes[0]) yield event;
      if (event.type === 'started') this.#pieceCount = event.chunkCount;
    } else if (event.type === 'chunk') {
      const startSample = this.#sampleCount;
      this.#sampleCount += event.chunk.samples.length;
      yield { type: 'chunk', chunk: { ...event.chunk, startSample } };
    } else if (event.type === 'piece-started') {
      this.#pieceStart = this.#sampleCount;
      yield { ...event, startSample: this.#pieceStart };
    } else if (event.type === 'piece') {
      const { piece } = event;
      this.#spokenCount++;
      this.#frameCount += piece.codes.frameCount;
      if (piece.verdict !== 'good') this.#judged.push(piece);
      yield { type: 'piece', piece: { ...piece, startSample: this.#pieceStart } };
    } else yield event;
  }

  /** Work of all engines; the time is that of the slowest, as they work at once. */
  #with(more: SpeechStats): SpeechStats {
    const before = this.#stats;
    return joinedStats(before, more, Math.max(before.totalSeconds, more.totalSeconds));
  }
}
