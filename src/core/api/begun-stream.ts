/**
 * Runs a generator up to its first value, so that what fails before it is a reply with a status of its own.
 * A generator that was never asked would not run its `finally` when it is left; this one always does.
 */
export async function begunStream<T>(source: AsyncGenerator<T, void>): Promise<AsyncIterable<T>> {
  let first: IteratorResult<T, void> | null = await source.next();
  const iterator: AsyncIterator<T, void> = {
    async next() {
      if (first === null) return source.next();
      const value = first;
      first = null;
      return value;
    },
    return: () => source.return(),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
