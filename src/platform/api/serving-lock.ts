/**
 * Each copy of the site on an origin has a lock of its own.
 * @param scope address of its folder, with the final slash.
 */
function nameOf(scope: string): string {
  return `pagevoice-api ${scope}`;
}

/** @returns true where it is not known: then the pages themselves are asked. */
export async function isServed(
  scope: string,
  locks: Pick<LockManager, 'query'> | undefined,
): Promise<boolean> {
  if (!locks) return true;
  const { held = [], pending = [] } = await locks.query();
  return [...held, ...pending].some(({ name }) => name === nameOf(scope));
}

/** Runs that wait for the turn. A call is given up long before so many others came. */
const MOST_WAITING = 100;

/**
 * The turn of this page among all pages of the site: one of them answers the calls, and when it closes the
 * browser gives the lock to the next.
 */
export class ServingTurn {
  readonly #locks: Pick<LockManager, 'request'> | undefined;
  readonly #name: string;
  readonly #whenMine: () => void;
  #isHeld = false;
  #release = () => {};
  #waiting: (() => void)[] = [];

  /** @param whenMine called each time the turn comes. */
  constructor(scope: string, locks: Pick<LockManager, 'request'> | undefined, whenMine: () => void) {
    this.#locks = locks;
    this.#name = nameOf(scope);
    this.#whenMine = whenMine;
    if (locks) void this.#wait();
    else whenMine();
  }

  /** True when this page answers for the site. Without locks every page answers, and the first answer counts. */
  get isMine(): boolean {
    return this.#isHeld || !this.#locks;
  }

  /**
   * Runs it now or when the turn comes: a call may arrive between the end of one page and the turn of the
   * next.
   */
  whenMine(run: () => void): void {
    if (this.isMine) run();
    else this.#waiting = [...this.#waiting, run].slice(-MOST_WAITING);
  }

  /** Lets another page that waits take over; without one, the turn comes back at once. */
  stepBack(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    // Asked for before it is released, so that it stands behind those who wait.
    void this.#wait();
    this.#release();
  }

  async #wait(): Promise<void> {
    const held = (release: () => void) => {
      this.#isHeld = true;
      this.#release = release;
      this.#whenMine();
      for (const run of this.#waiting.splice(0)) run();
    };
    await this.#locks?.request(this.#name, () => new Promise<void>(held)).catch(() => {});
  }
}
