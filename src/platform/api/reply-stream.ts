/**
 * A reply that is sent while it is made. Nothing is made before it is asked for: the reader's pace is the
 * work's.
 * @param work is aborted when the reader leaves.
 * @param done called once, at the end.
 */
export function replyStream(
  source: AsyncIterable<Uint8Array | string>,
  work: AbortController,
  done: () => void,
): ReadableStream<Uint8Array> {
  const parts = source[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const next = await parts.next();
          if (next.done) {
            done();
            controller.close();
            return;
          }
          controller.enqueue(typeof next.value === 'string' ? encoder.encode(next.value) : next.value);
        } catch (error) {
          done();
          controller.error(error);
        }
      },
      async cancel(reason) {
        done();
        work.abort(reason ?? new DOMException('The reader left.', 'AbortError'));
        await parts.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
