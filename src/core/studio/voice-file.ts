import { fromBase64, toBase64 } from '../data/base64';
import { Fields, pathRefusals } from '../data/untrusted-json';
import { fail } from '../failure';
import { say, type Words } from '../sentence';
import type { OwnVoice } from './own-voice';
import { parseWrittenGrid, writtenGrid } from './written-grid';

const FORMAT = 'pagevoice-voice';
const VERSION = 1;
/** Caps: a voice of 30 s is 20 kB, and its transcript a page. */
const MAX_FILE = 4_000_000;
const MAX_NAME = 200;
const MAX_TEXT = 100_000;
const MAX_TIME_MS = 2 ** 46;
/** Each round costs the reader time too: a file that asks for an hour of it is refused. */
const MAX_ROUNDS = 10_000_000;

/** Text that only a passphrase opens: AES-256-GCM under a key that PBKDF2 with SHA-256 derives. */
export type LockedText = {
  readonly rounds: number;
  /** Random, of this file. */
  readonly salt: Uint8Array<ArrayBuffer>;
  readonly nonce: Uint8Array<ArrayBuffer>;
  /** The text, with the tag of 16 bytes that shows whether it is whole. */
  readonly sealed: Uint8Array<ArrayBuffer>;
};

/** A voice file that was read: open, or waiting for its passphrase. */
export type VoiceFile =
  | { readonly type: 'open'; readonly voice: OwnVoice }
  | { readonly type: 'locked'; readonly text: LockedText };

/** A voice with its consent as text, for one file. */
export function writeVoiceFile(voice: OwnVoice): string {
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    voice: { ...voice, grid: writtenGrid(voice.grid) },
  });
}

/** @param text a voice file, locked. */
export function writeLockedVoiceFile({ rounds, salt, nonce, sealed }: LockedText): string {
  return JSON.stringify({
    format: FORMAT,
    version: VERSION,
    locked: {
      method: 'PBKDF2-SHA-256, AES-256-GCM',
      rounds,
      salt: toBase64(salt),
      nonce: toBase64(nonce),
      sealed: toBase64(sealed),
    },
  });
}

/** @throws FailureError 'bad-request' that says what is wrong with it. */
export function parseVoiceFile(text: string): VoiceFile {
  const file = new Fields(parsed(text), '', pathRefusals(refuse));
  if (file.value('format') !== FORMAT) refuseKind();
  if (file.value('version') !== VERSION)
    fail(
      'bad-request',
      say`This voice file is of another version of Pagevoice. Open it with the version that wrote it, or update this page.`,
    );
  if (file.has('locked')) return { type: 'locked', text: parseLocked(file.object('locked')) };
  return { type: 'open', voice: parseVoice(file.object('voice')) };
}

function parsed(text: string): unknown {
  if (text.length > MAX_FILE) refuseKind();
  try {
    return JSON.parse(text);
  } catch {
    return refuseKind();
  }
}

function refuseKind(): never {
  return fail('bad-request', say`This file is no voice of Pagevoice. Choose one that was saved here.`);
}

const refuse = (path: Words, reason: Words): never =>
  fail('bad-request', say`The voice file is damaged: ${path} ${reason}. Save it again where it came from.`);

function parseVoice(fields: Fields): OwnVoice {
  const consent = fields.object('consent');
  const grid = parseWrittenGrid(fields.object('grid'));
  if (grid.frameCount === 0) fields.refuse('grid', say`has no frames`);
  return {
    id: fields.text('id', MAX_NAME),
    name: fields.text('name', MAX_NAME),
    madeAtMs: fields.number('madeAtMs', 0, MAX_TIME_MS),
    transcript: fields.text('transcript', MAX_TEXT),
    consent: {
      givenAtMs: consent.number('givenAtMs', 0, MAX_TIME_MS),
      words: consent.text('words', MAX_TEXT),
    },
    model: fields.text('model', MAX_NAME),
    grid,
  };
}

function parseLocked(fields: Fields): LockedText {
  return {
    rounds: fields.count('rounds', 1, MAX_ROUNDS),
    salt: parseBytes(fields, 'salt', 16, 64),
    nonce: parseBytes(fields, 'nonce', 12, 12),
    sealed: parseBytes(fields, 'sealed', 17, MAX_FILE),
  };
}

function parseBytes(fields: Fields, key: string, fewest: number, most: number): Uint8Array<ArrayBuffer> {
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    bytes = fromBase64(fields.text(key, 2 * most + 4));
  } catch {
    return fields.refuse(key, say`is not base64`);
  }
  if (bytes.length < fewest || bytes.length > most) fields.refuse(key, say`has a wrong length`);
  return bytes;
}
