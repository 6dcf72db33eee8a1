import { fail, quoted } from '../failure';
import { say } from '../sentence';
import { sentenceEnds } from '../text/sentence-ends';
import { hasSomethingToSay } from '../text/something-to-say';

/** Sentences that are there whole, or the end of the text. */
export type TextStretch = {
  readonly text: string;
  /** Place of its first character in the whole text. */
  readonly from: number;
  readonly sentenceCount: number;
  /** Nothing follows. */
  readonly isLast: boolean;
};

/** More is not read from the source while the speech is this far behind it. */
const MOST_WAITING_CHARACTERS = 50_000;
/** The rules of this language know the abbreviations; marks are known in every script. */
const LANGUAGE = 'en';

/**
 * Text that comes in parts, given out in whole sentences. It is read from its source while earlier ones are
 * spoken.
 */
export class ArrivingText {
  readonly #source: AsyncIterator<string>;
  readonly #signal: AbortSignal;
  #text = '';
  #takenCount = 0;
  #isOver = false;
  #error: { readonly reason: unknown } | null = null;
  /** Resolves when something has changed. */
  #change = deferred();

  constructor(source: AsyncIterable<string>, signal: AbortSignal) {
    this.#source = source[Symbol.asyncIterator]();
    this.#signal = signal;
    void this.#read();
  }

  /**
   * Waits for the next sentences.
   * @returns null when the text has ended.
   * @throws what the source has thrown, once what came before is given out; the signal's reason when aborted.
   */
  async next(): Promise<TextStretch | null> {
    for (;;) {
      this.#signal.throwIfAborted();
      const whole = wholeSentences(this.#text);
      if (this.#isOver && this.#error === null) return this.#take(this.#text.length);
      if (hasSomethingToSay(this.#text.slice(0, whole))) return this.#take(whole);
      if (this.#error !== null) throw this.#error.reason;
      await this.#change.promise;
    }
  }

  /** Reads no more. */
  close(): void {
    this.#isOver = true;
    void this.#source.return?.()?.catch(() => {});
    this.#tell();
  }

  #take(end: number): TextStretch | null {
    const text = this.#text.slice(0, end);
    const from = this.#takenCount;
    this.#text = this.#text.slice(end);
    this.#takenCount += end;
    this.#tell();
    if (!hasSomethingToSay(text)) return null;
    const sentenceCount = sentenceEnds(flat(text), LANGUAGE).length;
    return { text, from, sentenceCount, isLast: this.#isOver && this.#text === '' };
  }

  async #read(): Promise<void> {
    const stop = () => this.close();
    this.#signal.addEventListener('abort', stop, { once: true });
    try {
      while (!this.#isOver) {
        const next = await this.#source.next();
        if (next.done) break;
        if (typeof next.value !== 'string')
          fail(
            'bad-request',
            say`A part of the text is ${quoted(next.value)}. Give the text in parts that are texts.`,
            {
              field: 'text',
            },
          );
        this.#text += next.value;
        this.#tell();
        while (this.#text.length > MOST_WAITING_CHARACTERS && !this.#isOver) await this.#change.promise;
      }
    } catch (reason) {
      this.#error = { reason };
    } finally {
      this.#signal.removeEventListener('abort', stop);
      this.#isOver = true;
      this.#tell();
    }
  }

  #tell(): void {
    const { resolve } = this.#change;
    this.#change = deferred();
    resolve();
  }
}

/**
 * Where the last sentence ends that no further text can change: the word behind it is there whole, which
 * decides whether a full stop was that of an abbreviation, and no bracket is open.
 * @returns 0 where there is none.
 */
export function wholeSentences(text: string): number {
  const line = flat(text);
  const isSettled = (end: number) =>
    /[\p{L}\p{N}][^\p{L}\p{N}\p{M}'’]/u.test(withoutTags(line.slice(end))) && !isOpen(line.slice(0, end));
  // The space behind it tells how long the pause before the next sentence is, and stays with that.
  return line.slice(0, sentenceEnds(line, LANGUAGE).findLast(isSettled) ?? 0).trimEnd().length;
}

/** A tag, a pause or a link goes on behind the end of this text. */
function isOpen(text: string): boolean {
  return text.lastIndexOf('[') > text.lastIndexOf(']') || /<[^<>\s][^<>]*$/.test(text);
}

/** A pause at the end of the text belongs to the sentence before it: a tag is no word that follows. */
function withoutTags(text: string): string {
  return text.replace(/\[[^\]]*(\]|$)/g, ' ');
}

/** The text in one line, every character in its place. */
function flat(text: string): string {
  return text.replace(/\s/g, ' ');
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
