import { quote } from '../../core/failure';

/** The speech that a frame is asked for; every field as a text, as the element's attributes take it. */
export type EmbedWords = {
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
};

/** A frame is for a paragraph or an article; what is longer has a page of its own. */
const MAX_TEXT_LENGTH = 100_000;
const attributeNames = ['voice', 'model', 'seed', 'speed', 'scene', 'label'];

/**
 * @param given fields by name, of the address behind `#` or of a message.
 * @param pageUrl the frame's own: models are taken from its site only, or any page could make it fetch from
 * anywhere.
 * @throws TypeError that names the field.
 */
export function readEmbedWords(given: Readonly<Record<string, unknown>>, pageUrl: string): EmbedWords {
  const { text, ...others } = given;
  if (typeof text !== 'string' || text.trim() === '')
    throw new TypeError(
      'There is no “text”. Put it behind the # of the address, as text=…, or into the message.',
    );
  if (text.length > MAX_TEXT_LENGTH)
    throw new TypeError(
      `The “text” has ${text.length} characters; a frame takes at most ${MAX_TEXT_LENGTH}.`,
    );
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(others)) {
    if (!attributeNames.includes(name))
      throw new TypeError(
        `There is no field “${name.slice(0, 40)}”. The fields are text, ${attributeNames.join(', ')}.`,
      );
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new TypeError(`The field “${name}” is ${quote(value)}. Give a text or a number.`);
    attributes[name] = String(value);
  }
  if (attributes.model !== undefined) requireOwnSite(attributes.model, pageUrl);
  return { text, attributes };
}

/** @param hash with its `#`; null when there is nothing behind it. */
export function wordsBehindHash(hash: string, pageUrl: string): EmbedWords | null {
  const fields = Object.fromEntries(new URLSearchParams(hash.slice(1)));
  return Object.keys(fields).length === 0 ? null : readEmbedWords(fields, pageUrl);
}

function requireOwnSite(model: string, pageUrl: string): void {
  const isOwn = URL.canParse(model, pageUrl) && new URL(model, pageUrl).origin === new URL(pageUrl).origin;
  if (!isOwn)
    throw new TypeError(`The “model” is ${quote(model)}. A frame loads models of its own site only.`);
}
