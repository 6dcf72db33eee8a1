import type { CodecDecoder } from '../codec/codec';
import type { LanguageModel } from '../generation/language-model';
import type { TextTokenizer } from '../prompt/text-tokenizer';
import type { Manifest } from '../store/manifest';
import { failureFrom } from './failure-from';
import type { SpeechEvent } from './speech-event';
import type { SpeechRequest } from './speech-request';
import { SpeechRun } from './speech-run';

export type SynthesizerParts = {
  readonly manifest: Manifest;
  readonly tokenizer: TextTokenizer;
  readonly model: LanguageModel;
  readonly codec: CodecDecoder;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
};

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
        yield next.value;
      }
      yield { type: 'finished', stats: run.stats(), stopReason: run.stopReason };
    } catch (error) {
      if (signal.aborted) {
        yield { type: 'cancelled', stats: run.stats() };
        return;
      }
      yield* run.salvage();
      yield { type: 'failed', failure: failureFrom(error) };
    }
  }
}
