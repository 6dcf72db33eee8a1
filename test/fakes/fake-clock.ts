import type { Clock } from '../../src/platform/time/clock';

/** A clock whose time passes only in `pass`. */
export class FakeClock implements Clock {
  #nowMs = 0;
  readonly #timers = new Set<{ readonly atMs: number; readonly run: () => void }>();

  now = () => this.#nowMs;

  after = (milliseconds: number, run: () => void) => {
    const timer = { atMs: this.#nowMs + milliseconds, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  get timerCount(): number {
    return this.#timers.size;
  }

  pass(milliseconds: number): void {
    this.#nowMs += milliseconds;
    for (const timer of [...this.#timers]) {
      if (timer.atMs > this.#nowMs || !this.#timers.delete(timer)) continue;
      timer.run();
    }
  }
}
