export type OnRuntimeBytes = (doneBytes: number, totalBytes: number) => void;

/** Bytes of the runtime as they arrive, for those who follow them from any time on. */
export class RuntimeBytes {
  #doneBytes = 0;
  #totalBytes = 0;
  readonly #followers = new Set<OnRuntimeBytes>();

  /** @returns the same bytes, counted. A host that does not say how many there are is not counted. */
  counted(response: Response): ReadableStream<Uint8Array<ArrayBuffer>> {
    const totalBytes = Number(response.headers.get('Content-Length'));
    if (!(totalBytes > 0)) return response.body!;
    this.#totalBytes += totalBytes;
    const end = this.#doneBytes + totalBytes;
    const tell = (doneBytes: number) => {
      this.#doneBytes = doneBytes;
      for (const follower of this.#followers) follower(doneBytes, this.#totalBytes);
      if (doneBytes === this.#totalBytes) this.#followers.clear();
    };
    return response.body!.pipeThrough(
      new TransformStream({
        transform: (bytes, stream) => {
          stream.enqueue(bytes);
          // Where the line compresses it once more, what arrives is not what was said.
          tell(Math.min(end, this.#doneBytes + bytes.byteLength));
        },
        flush: () => tell(end),
      }),
    );
  }

  /** Calls back at once and with every change, until all have arrived. */
  follow(onBytes: OnRuntimeBytes): void {
    onBytes(this.#doneBytes, this.#totalBytes);
    this.#followers.add(onBytes);
  }
}
