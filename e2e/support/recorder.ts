import type { Page } from '@playwright/test';
import type { SpokenPiece } from '../../src/core/speech/speech-event';

/** A piece of a request, as the engine told it to the page. */
export type RecordedPiece = {
  readonly index: number;
  /** As the model was given it. */
  readonly text: string;
  readonly startSample: number;
  readonly sampleCount: number;
  readonly pauseSamples: number;
  readonly codes: readonly number[];
  readonly codebookCount: number;
  readonly frameCount: number;
};

type PageRecord = {
  sent: Float32Array[];
  discardCount: number;
  rings: SharedArrayBuffer[];
  pieces: SpokenPiece[];
};
declare global {
  interface Window {
    pagevoiceRecord: PageRecord;
  }
}

/** Bytes before the samples of the shared ring. Source: src/core/pcm/ring-buffer.ts, layout. */
const RING_HEADER_BYTES = 128;

/**
 * Keeps, before any code of the page runs, what the page sends to its audio thread and what the engine says.
 * The product knows nothing of it: it listens on the platform's own doors.
 */
export async function installRecorder(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const record: PageRecord = { sent: [], discardCount: 0, rings: [], pieces: [] };
    window.pagevoiceRecord = record;

    const post = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (this: MessagePort, message: unknown, ...rest: unknown[]) {
      const { type, samples } = (message ?? {}) as { type?: unknown; samples?: unknown };
      if (type === 'samples' && samples instanceof Float32Array) record.sent.push(samples.slice());
      if (type === 'discard') record.discardCount++;
      return Reflect.apply(post, this, [message, ...rest]);
    };

    window.AudioWorkletNode = class extends AudioWorkletNode {
      constructor(context: BaseAudioContext, name: string, options?: AudioWorkletNodeOptions) {
        super(context, name, options);
        const ring = (options?.processorOptions as { ring?: unknown } | undefined)?.ring;
        if (typeof SharedArrayBuffer !== 'undefined' && ring instanceof SharedArrayBuffer)
          record.rings.push(ring);
      }
    };

    const seen = new WeakSet<MessageEvent>();
    const data = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')!;
    Object.defineProperty(MessageEvent.prototype, 'data', {
      ...data,
      get(this: MessageEvent) {
        const value: unknown = data.get!.call(this);
        if (!seen.has(this)) {
          seen.add(this);
          keepPieces(value, 0);
        }
        return value;
      },
    });

    function keepPieces(value: unknown, depth: number): void {
      if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || depth > 4) return;
      const { type, piece } = value as { type?: unknown; piece?: SpokenPiece };
      if (type === 'piece' && piece) record.pieces.push(piece);
      else for (const inner of Object.values(value)) keepPieces(inner, depth + 1);
    }
  });
}

/** @returns all samples that reached the audio thread so far, in order. */
export async function recordedSamples(page: Page): Promise<Float32Array> {
  const base64 = await page.evaluate((headerBytes) => {
    const { sent, rings } = window.pagevoiceRecord;
    const parts = [...sent];
    for (const ring of rings) {
      const written = new Int32Array(ring, 0, 1)[0]!;
      parts.push(new Float32Array(ring, headerBytes).slice(0, written));
    }
    const bytes = parts.flatMap((part) => [new Uint8Array(part.buffer, part.byteOffset, part.byteLength)]);
    let text = '';
    for (const part of bytes)
      for (let start = 0; start < part.length; start += 8192)
        text += String.fromCharCode(...part.subarray(start, start + 8192));
    return btoa(text);
  }, RING_HEADER_BYTES);
  const bytes = Uint8Array.from(Buffer.from(base64, 'base64'));
  return new Float32Array(bytes.buffer);
}

/** @returns every piece that was spoken so far. */
export function recordedPieces(page: Page): Promise<RecordedPiece[]> {
  return page.evaluate(() =>
    window.pagevoiceRecord.pieces.map(({ codes: grid, ...piece }) => ({
      ...piece,
      codes: Array.from(grid.codes),
      codebookCount: grid.codebookCount,
      frameCount: grid.frameCount,
    })),
  );
}

/** Forgets the samples and codes so far, so that the next request stands alone. */
export function forgetRecord(page: Page): Promise<void> {
  return page.evaluate(() => {
    window.pagevoiceRecord.sent = [];
    window.pagevoiceRecord.pieces = [];
    window.pagevoiceRecord.discardCount = 0;
  });
}
