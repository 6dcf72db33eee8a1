import { quote } from '../../core/failure';
import { type EmbedWords, readEmbedWords } from './embed-words';

/** Mark of a message between a page and the frame; others are left alone. */
const EMBED_MARK = 'pagevoice';

/** Message to the frame: `{ pagevoice: 'load', text, voice … }`, `{ pagevoice: 'play' }`, `pause`, `stop`. */
export type EmbedOrder =
  | { readonly type: 'load'; readonly words: EmbedWords }
  | { readonly type: 'play' | 'pause' | 'stop' };

/** Message from the frame, under the same mark: `{ pagevoice: 'sentence', … }`. */
export type EmbedReport =
  | { readonly pagevoice: 'ready' | 'play' | 'end' }
  | { readonly pagevoice: 'sentence'; readonly from: number; readonly to: number; readonly text: string }
  | { readonly pagevoice: 'error' | 'refused'; readonly message: string };

/** @returns null for a message that is not meant for the frame. @throws TypeError that names the field. */
export function readEmbedOrder(data: unknown, pageUrl: string): EmbedOrder | null {
  if (typeof data !== 'object' || data === null || !(EMBED_MARK in data)) return null;
  const { [EMBED_MARK]: type, ...fields } = data as Readonly<Record<string, unknown>>;
  if (type === 'load') return { type, words: readEmbedWords(fields, pageUrl) };
  if (type === 'play' || type === 'pause' || type === 'stop') return { type };
  throw new TypeError(`The message asks for ${quote(type)}. It may ask for load, play, pause or stop.`);
}

/**
 * @param list origins, separated by spaces, as the site's owner has written them into the frame's page.
 * @returns a function that says whether a page of that origin may send messages; the frame's own always may.
 */
export function allowedOrigins(list: string, ownOrigin: string): (origin: string) => boolean {
  const written = list.split(/\s+/).filter((address) => URL.canParse(address));
  const allowed = new Set([ownOrigin, ...written.map((address) => new URL(address).origin)]);
  // Pages without an origin, as those in a sandbox, cannot be told apart.
  allowed.delete('null');
  return (origin) => allowed.has(origin);
}
