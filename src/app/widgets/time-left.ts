/** Seconds over which the speed is measured: a network that becomes slower is told soon. */
const SPAN_SECONDS = 8;
const MARK_SECONDS = 0.25;
/** Seconds before which a speed is no more than a guess. */
const FIRST_SECONDS = 1;

type Mark = { readonly atSeconds: number; readonly done: number };

/** Tells from how far a piece of work is how long the rest will take, at the speed of the last seconds. */
export class TimeLeft {
  #marks: readonly Mark[] = [];

  /**
   * @param done how much is done now, of `total`, in any unit. Less than before begins anew.
   * @returns seconds; null where nothing is left, or it cannot be told yet.
   */
  secondsLeft(done: number, total: number, atSeconds: number): number | null {
    const last = this.#marks.at(-1);
    if (last && done < last.done) this.#marks = [];
    if (!last || done < last.done || atSeconds >= last.atSeconds + MARK_SECONDS)
      this.#marks = [...this.#marks, { atSeconds, done }];
    // The speed is measured from the newest mark that is older than the span.
    const from = this.#marks.findLastIndex((mark) => mark.atSeconds <= atSeconds - SPAN_SECONDS);
    if (from > 0) this.#marks = this.#marks.slice(from);
    const first = this.#marks[0]!;
    const elapsed = atSeconds - first.atSeconds;
    if (elapsed < FIRST_SECONDS || done === first.done || done >= total) return null;
    return (total - done) * (elapsed / (done - first.done));
  }
}
