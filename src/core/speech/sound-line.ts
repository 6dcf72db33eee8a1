import type { SpeechEvent } from './speech-event';

type Job = {
  readonly frameCount: number;
  readonly events: Promise<readonly SpeechEvent[]>;
  isDone: boolean;
};

/**
 * The codec's work for one request, which goes on beside the model's. Jobs run one after another, in the order in which
 * they were given, and so come their events. Once a job has failed, those behind it fail with the same error.
 */
export class SoundLine {
  readonly #jobs: Job[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #takenCount = 0;

  /** Frames of the jobs whose events were not taken yet. */
  get frameCount(): number {
    return this.#jobs.reduce((sum, job) => sum + job.frameCount, 0);
  }

  /** Jobs that were given so far. */
  get givenCount(): number {
    return this.#takenCount + this.#jobs.length;
  }

  add(frameCount: number, work: () => Promise<readonly SpeechEvent[]>): void {
    const events = this.#last.then(work);
    const job = { frameCount, events, isDone: false };
    const done = () => {
      job.isDone = true;
    };
    // An error is met by whoever takes the events.
    this.#last = events;
    events.then(done, done);
    this.#jobs.push(job);
  }

  /** Events of the first jobs that are done, as far as there are such. @throws the error of a job that failed. */
  async *ready(): AsyncGenerator<SpeechEvent, void> {
    while (this.#jobs[0]?.isDone) yield* this.#take();
  }

  /** Events of the first jobs, until no more than so many frames wait. @throws the error of a job that failed. */
  async *downTo(frameCount: number): AsyncGenerator<SpeechEvent, void> {
    while (this.frameCount > frameCount) yield* this.#take();
  }

  /** Events of the first `count` jobs, as far as they were not taken. @throws the error of a job that failed. */
  async *upTo(count: number): AsyncGenerator<SpeechEvent, void> {
    while (this.#takenCount < count) yield* this.#take();
  }

  /** Waits for the jobs that were given; their events and errors are dropped. */
  async end(): Promise<void> {
    await this.#last.catch(() => {});
  }

  async *#take(): AsyncGenerator<SpeechEvent, void> {
    const events = await this.#jobs[0]!.events;
    this.#jobs.shift();
    this.#takenCount++;
    yield* events;
  }
}
