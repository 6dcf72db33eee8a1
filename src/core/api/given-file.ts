import { fromBase64 } from '../data/base64';
import { MAX_GIVEN_FILE_BYTES } from '../data/size-limits';
import { bytesText } from '../data/units';
import { fail } from '../failure';
import type { ApiHost } from './api-host';
import type { ApiFile } from './exchange';

/** Shorter texts that could be base64 are names of voices, as for the hosted client. */
const SHORTEST_BASE64 = 64;
const fetched = ['http', 'https', 'blob'];
const base64 = /^[A-Za-z0-9+/_-]+={0,2}$/;

/** True for a text that means a file where a name is possible too. */
export function isGivenFile(text: string): boolean {
  const given = text.trim();
  const kind = schemeOf(given);
  // `profile:male_en` describes a voice.
  if (kind !== null) return ['data', ...fetched].includes(kind);
  return given.length >= SHORTEST_BASE64 && base64.test(withoutSpace(given));
}

/**
 * The bytes of a file as a caller gives it: read already, as a data address, as base64, or as an address to
 * fetch.
 * @param field names it in sentences.
 * @throws FailureError 'bad-request' with the field, or what `fetchFile` throws.
 */
export async function readGivenFile(
  given: string | ApiFile,
  field: string,
  fetchFile: ApiHost['fetchFile'],
  signal: AbortSignal,
): Promise<ApiFile> {
  const file = typeof given === 'string' ? await fileOfText(given.trim(), field, fetchFile, signal) : given;
  if (file.bytes.length === 0) refuse(field, 'is an empty file; send a recording');
  requireSize(file.bytes.length, field);
  return file;
}

function fileOfText(
  text: string,
  field: string,
  fetchFile: ApiHost['fetchFile'],
  signal: AbortSignal,
): ApiFile | Promise<ApiFile> {
  const kind = schemeOf(text);
  if (kind === null) return { name: '', type: '', bytes: bytesOfBase64(text, field) };
  if (kind === 'data') return fileOfDataAddress(text, field);
  return fileOfAddress(text, kind, field, fetchFile, signal);
}

async function fileOfAddress(
  text: string,
  kind: string,
  field: string,
  fetchFile: ApiHost['fetchFile'],
  signal: AbortSignal,
): Promise<ApiFile> {
  if (!fetched.includes(kind) || !URL.canParse(text))
    refuse(
      field,
      'is no address that can be fetched; use one that begins with https:, or send the file as base64',
    );
  if (fetchFile === null)
    refuse(
      field,
      'is an address, and fetching addresses is switched off here; send the file as base64 or as a data address',
    );
  const bytes = await fetchFile(text, signal);
  const name = kind === 'blob' ? '' : (new URL(text).pathname.split('/').at(-1) ?? '');
  return { name, type: '', bytes };
}

/** Source: RFC 2397. */
function fileOfDataAddress(text: string, field: string): ApiFile {
  const comma = text.indexOf(',');
  if (comma < 0) refuse(field, 'is a data address without a comma before its data; make it again');
  const [type, ...parameters] = text.slice('data:'.length, comma).split(';');
  const isBase64 = parameters.at(-1)?.trim().toLowerCase() === 'base64';
  const data = text.slice(comma + 1);
  requireSize(isBase64 ? (data.length * 3) / 4 : data.length / 3, field);
  const plain = isBase64 && !data.includes('%') ? data : unescaped(data, field);
  const bytes = typeof plain === 'string' ? bytesOfBase64(plain, field) : plain;
  if (!isBase64 || typeof plain === 'string') return { name: '', type: type!.trim(), bytes };
  return { name: '', type: type!.trim(), bytes: bytesOfBase64(new TextDecoder().decode(plain), field) };
}

/** Bytes that stand in an address as themselves or as `%` with two hexadecimal digits. */
function unescaped(data: string, field: string): Uint8Array {
  if (/%(?![0-9a-f]{2})/i.test(data))
    refuse(field, 'is a data address with a % that begins no byte; make it again');
  const bytes = new TextEncoder().encode(data);
  let length = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0x25) bytes[length++] = bytes[at]!;
    else {
      bytes[length++] = Number.parseInt(String.fromCharCode(bytes[at + 1]!, bytes[at + 2]!), 16);
      at += 2;
    }
  }
  return bytes.subarray(0, length);
}

/** Both alphabets of RFC 4648, with or without its padding, line breaks allowed. */
function bytesOfBase64(text: string, field: string): Uint8Array {
  const digits = withoutSpace(text);
  requireSize((digits.length * 3) / 4, field);
  const count = digits.replace(/=+$/, '').length;
  if (
    digits !== '' &&
    (!base64.test(digits) || count % 4 === 1 || (digits.length > count && digits.length % 4 !== 0))
  )
    refuse(field, 'is no file: it is neither base64 nor a data address nor one that begins with https:');
  return fromBase64(digits.replaceAll('-', '+').replaceAll('_', '/'));
}

/** The scheme of an address in lower case: `https`, `data` …; null without one. */
function schemeOf(text: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase() ?? null;
}

function withoutSpace(text: string): string {
  return text.replace(/[\t\n\f\r ]+/g, '');
}

function requireSize(byteLength: number, field: string): void {
  // Base64 pads with up to two bytes.
  if (byteLength <= MAX_GIVEN_FILE_BYTES + 2) return;
  refuse(field, `is larger than ${bytesText(MAX_GIVEN_FILE_BYTES)}; send a shorter recording`);
}

function refuse(field: string, reason: string): never {
  fail('bad-request', `"${field}" ${reason}.`, { field });
}
