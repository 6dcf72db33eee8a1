import { Fields, pathRefusals } from '../data/untrusted-json';
import { fail } from '../failure';
import { say, type Words } from '../sentence';
import type { Row } from './rows';
import type { Take, TakeSettings } from './take';

const VERSION = 1;
/** The last words of every receipt, by which its end is found in a file; quotes within texts are escaped. */
const END = '"end":"pagevoice"}';
const START = '{"pagevoice":';
const MAX_TAKES = 1_000_000;
const MAX_TEXT = 1000;
/** Part of a file in which a receipt is looked for: half a million takes need no more. */
export const MAX_RECEIPT_BYTES = 16_000_000;

/** Text, voices, model and runtime that a sound was made with; hashes are SHA-256. */
export type ReceiptHead = {
  readonly textHash: string;
  /** Hash of the voice by the name of its speaker. */
  readonly voiceHashes: Readonly<Record<string, string>>;
  readonly model: string;
  readonly modelHash: string;
  /** Backend and kind of graphs: others round otherwise. */
  readonly runtime: string;
};

/** A take that was made of a row of the text. */
export type ReceiptTake = {
  /** Index of the row; -1 where its words are not in the text any more. */
  readonly row: number;
  /** False: it was only shown to the model, before others. */
  readonly isHeard: boolean;
  readonly seed: number;
  /** Index into the settings. */
  readonly settings: number;
  /** Indices of the takes that the model was shown, which stand before this one. */
  readonly context: readonly number[];
};

/** All that makes a sound again, but its text and its voices, which the project has. */
export type Receipt = ReceiptHead & {
  readonly settings: readonly TakeSettings[];
  /** None in a part of a whole. */
  readonly takes: readonly ReceiptTake[];
  /** Hash of the codes of all takes that are heard. */
  readonly codesHash: string;
};

/** The takes that are heard, each after those that it depends on. */
export function receiptTakes(
  rows: readonly Row[],
  takeOf: (row: Row) => Take | null,
  takeById: (id: string) => Take | undefined,
): Pick<Receipt, 'settings' | 'takes'> {
  const heard = new Set(rows.flatMap((row) => takeOf(row)?.id ?? []));
  const rowAt = new Map(rows.map((row, index) => [row.id, index]));
  const places = new Map<string, number>();
  /** Takes whose context has been asked for, which a damaged project may have in a circle. */
  const asked = new Set<string>();
  const takes: ReceiptTake[] = [];
  const settings: string[] = [];
  const open = rows.flatMap((row) => takeOf(row) ?? []).reverse();
  for (let take = open.at(-1); take; take = open.at(-1)) {
    const context = take.contextIds.map((id) => takeById(id));
    const missing = context.flatMap((one) => (one && !places.has(one.id) ? one : []));
    if (missing.length > 0 && !asked.has(take.id)) {
      asked.add(take.id);
      open.push(...missing.reverse());
      continue;
    }
    open.pop();
    if (places.has(take.id)) continue;
    const written = JSON.stringify(take.settings);
    if (!settings.includes(written)) settings.push(written);
    const row = rowAt.get(take.rowId) ?? -1;
    places.set(take.id, takes.length);
    takes.push({
      row: rows[row]?.text === take.text ? row : -1,
      isHeard: heard.has(take.id),
      seed: take.seed,
      settings: settings.indexOf(written),
      context: context.map((one) => (one && places.get(one.id)) ?? -1),
    });
  }
  return { settings: settings.map((text) => JSON.parse(text)), takes };
}

export function writeReceipt(receipt: Receipt): string {
  const { takes, ...rest } = receipt;
  const lists = takes.map(({ row, isHeard, seed, settings, context }) => [
    row,
    isHeard ? 1 : 0,
    seed,
    settings,
    context,
  ]);
  return `${JSON.stringify({ pagevoice: VERSION, ...rest, takes: lists }).slice(0, -1)},${END}`;
}

/**
 * Reads the receipt that a file carries in its tags, or that a file is.
 * @param bytes the beginning of the file.
 * @throws FailureError 'bad-request' where there is none, or it is damaged.
 */
export function findReceipt(bytes: Uint8Array): Receipt {
  const text = new TextDecoder().decode(withoutOggPages(bytes));
  const from = text.indexOf(START);
  const to = text.indexOf(END, from);
  if (from < 0 || to < 0)
    fail(
      'bad-request',
      say`This file has no receipt. Choose a sound that was exported here, or the receipt.json of an archive.`,
    );
  return parseReceipt(text.slice(from, to + END.length));
}

const refuse = (path: Words, reason: Words): never =>
  fail('bad-request', say`The receipt is damaged: ${path} ${reason}. Choose another export.`);

function parseReceipt(text: string): Receipt {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    refuse(say`the whole`, say`is no JSON`);
  }
  const fields = new Fields(value, '', pathRefusals(refuse));
  if (fields.value('pagevoice') !== VERSION)
    fail(
      'bad-request',
      say`This receipt is of another version of Pagevoice. Use the version that wrote it, or update this page.`,
    );
  const voices = fields.object('voiceHashes');
  const settings = fields.objects('settings', MAX_TAKES, (entry) =>
    Object.fromEntries(entry.keys.map((key) => [key, entry.value(key)])),
  );
  return {
    textHash: fields.text('textHash', MAX_TEXT),
    voiceHashes: Object.fromEntries(voices.keys.map((name) => [name, voices.text(name, MAX_TEXT)])),
    model: fields.text('model', MAX_TEXT),
    modelHash: fields.text('modelHash', MAX_TEXT),
    runtime: fields.text('runtime', MAX_TEXT),
    codesHash: fields.text('codesHash', MAX_TEXT),
    settings,
    takes: fields.list('takes', MAX_TAKES).map((entry, index) => parseTake(entry, index, settings.length)),
  };
}

function parseTake(entry: unknown, index: number, settingsCount: number): ReceiptTake {
  const isWithin = (value: unknown, from: number, to: number): value is number =>
    Number.isInteger(value) && (value as number) >= from && (value as number) < to;
  const [row, heard, seed, settings, context] = Array.isArray(entry) ? entry : [];
  const isRight =
    isWithin(row, -1, MAX_TAKES) &&
    isWithin(heard, 0, 2) &&
    isWithin(seed, 0, 2 ** 32) &&
    isWithin(settings, 0, settingsCount) &&
    Array.isArray(context) &&
    context.length < 100 &&
    context.every((one) => isWithin(one, -1, index));
  if (!isRight) return refuse(`takes[${index}]`, say`is no take`);
  return { row, isHeard: heard === 1, seed, settings, context };
}

/** An Ogg file cuts its comments into pages, each with a header of its own. Source: RFC 3533, section 6. */
function withoutOggPages(bytes: Uint8Array): Uint8Array {
  const isPage = (at: number) =>
    at + 27 <= bytes.length && String.fromCharCode(...bytes.subarray(at, at + 4)) === 'OggS';
  if (!isPage(0)) return bytes;
  const joined = new Uint8Array(bytes.length);
  let length = 0;
  for (let at = 0; isPage(at); ) {
    const bodyAt = at + 27 + bytes[at + 26]!;
    const bodyLength = bytes.subarray(at + 27, bodyAt).reduce((sum, lace) => sum + lace, 0);
    const body = bytes.subarray(bodyAt, bodyAt + bodyLength);
    joined.set(body, length);
    length += body.length;
    at = bodyAt + bodyLength;
  }
  return joined.subarray(0, length);
}
