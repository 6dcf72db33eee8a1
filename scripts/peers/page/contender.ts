/** One engine with its model loaded. */
export interface Contender {
  /**
   * Fills the cache with `context` positions, then decodes `count` more, one at a time.
   * @returns milliseconds a decode step, the mean of `count`.
   */
  step(context: number, count: number): Promise<number>;
}
