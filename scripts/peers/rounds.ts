/** Runs one contender once. @returns milliseconds a decode step. */
export type Turn = (context: number, count: number) => Promise<number>;

/** Speed of ours over theirs: above 1 ours is faster. `low` and `high` are the least and the greatest of all rounds. */
export type Ratio = { readonly ratio: number; readonly low: number; readonly high: number };

/** Runs in a row that must bring nothing new before a contender counts as warm, and what is new. */
const CALM_RUNS = 6;
const CALM_SHARE = 0.97;
const LEAST_WARM_MS = 4_000;
const MOST_WARM_MS = 90_000;

/** Repeats the turn until it gets no faster: until then the browser replaces its quick first translation of the code. */
export async function warm(turn: Turn, context: number, count: number): Promise<void> {
  const start = performance.now();
  let best = Number.POSITIVE_INFINITY;
  for (let calm = 0; ; calm++) {
    const taken = await turn(context, count);
    if (taken < best * CALM_SHARE) calm = 0;
    best = Math.min(best, taken);
    const spent = performance.now() - start;
    if (spent > MOST_WARM_MS || (calm >= CALM_RUNS && spent > LEAST_WARM_MS)) return;
  }
}

/**
 * One turn of everybody in each round; every other round goes backwards.
 * @returns milliseconds a step, `[round][contender]`.
 */
export async function inTurn(
  turns: readonly Turn[],
  context: number,
  count: number,
  roundCount: number,
): Promise<readonly (readonly number[])[]> {
  const rounds: number[][] = [];
  for (let round = 0; round < roundCount; round++) {
    const taken: number[] = [];
    const order = [...turns.keys()];
    if (round % 2 === 1) order.reverse();
    for (const index of order) taken[index] = await turns[index]!(context, count);
    rounds.push(taken);
  }
  return rounds;
}

/** Compares each round with itself, because what else the machine does changes from round to round. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Ratio {
  const ratios = ours.map((own, round) => theirs[round]! / own).sort((a, b) => a - b);
  return { ratio: ratios[ratios.length >> 1]!, low: ratios[0]!, high: ratios.at(-1)! };
}
