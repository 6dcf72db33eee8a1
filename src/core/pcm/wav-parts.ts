import { fail } from '../failure';
import { type Sentence, say } from '../sentence';

/** Bytes `[start, end)` of a file. */
export type Span = { readonly start: number; readonly end: number };

export type WavParts = {
  /** False in RIFX, which is big-endian. */
  readonly isLittleEndian: boolean;
  readonly format: Span;
  readonly data: Span;
};

/** Names of parts that programs write. Only these are trusted where a size is wrong. */
const knownNames = new Set(
  [
    'fmt |data|LIST|fact|cue |plst|labl|note|ltxt|smpl|inst|bext|iXML|axml|aXML|chna|ds64|JUNK|junk|PAD |FLLR|FAKE',
    'id3 |ID3 |PEAK|cart|umid|UMID|DISP|acid|strc|afsp|levl|link|_PMX|minf|elm1|regn|MD5 |SAUR|wavl|slnt|bxml|ubxt',
  ].flatMap((line) => line.split('|')),
);
/** Parts behind the sound are few. The cap keeps a file that is full of names from being walked for ever. */
const MOST_PARTS_BEHIND = 16;

/**
 * Finds the format and the sound. Sizes are used as far as they fit the file: a part with a wrong size ends
 * at the next known name; sound without a true size goes on to the end of the file, or to the known parts
 * behind it. Source: Microsoft, "Multimedia Programming Interface"; EBU Tech 3306 for RF64.
 * @throws FailureError 'bad-audio'
 */
export function findWavParts(view: DataView): WavParts {
  if (view.byteLength === 0) fail('bad-audio', say`The file is empty. Choose a recording.`);
  if (!isWav(view)) fail('bad-audio', say`The file is no WAV sound. Save the recording as WAV.`);
  const isLittleEndian = nameAt(view, 0) !== 'RIFX';
  let format: Span | null = null;
  /** RF64 keeps sizes above 32 bits here. */
  let largeSize = 0;
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const part = nameAt(view, at);
    const size = view.getUint32(at + 4, isLittleEndian);
    const start = at + 8;
    if (part === 'data') {
      if (!format) damagedWav(say`its sound stands before its format`);
      const dataSize = size === 0xffff_ffff && largeSize > 0 ? largeSize : size;
      return { isLittleEndian, format, data: { start, end: dataEnd(view, isLittleEndian, start, dataSize) } };
    }
    if (part === 'fmt ' && start + size <= view.byteLength) format = { start, end: start + size };
    if (part === 'ds64' && size >= 16 && start + 16 <= view.byteLength)
      largeSize = Number(view.getBigUint64(start + 8, isLittleEndian));
    at = nextPart(view, part, start, size);
  }
  return damagedWav(format ? say`it holds no sound` : say`it names no format`);
}

/** True for a file that `findWavParts` reads. */
export function isWav(view: DataView): boolean {
  return (
    view.byteLength >= 12 &&
    ['RIFF', 'RIFX', 'RF64', 'BW64'].includes(nameAt(view, 0)) &&
    nameAt(view, 8) === 'WAVE'
  );
}

export function damagedWav(reason: Sentence): never {
  fail('bad-audio', say`This WAV file is damaged: ${reason}. Save or record it again.`);
}

/** Parts begin at even offsets, but some programs leave out the byte that makes an odd one even. */
function nextPart(view: DataView, part: string, start: number, size: number): number {
  const padded = start + size + (size % 2);
  if (size % 2 === 1 && !isKnown(view, padded) && isKnown(view, start + size)) return start + size;
  if (start + size <= view.byteLength) return padded;
  for (let at = start; at + 8 <= view.byteLength; at++) if (isKnown(view, at)) return at;
  return damagedWav(say`its part ${JSON.stringify(part)} is cut off`);
}

/** A size of 0, or past the end of the file, was written before anybody knew how long the sound would become. */
function dataEnd(view: DataView, isLittleEndian: boolean, start: number, size: number): number {
  if (size > 0 && start + size <= view.byteLength) return start + size;
  for (let at = start; at + 8 <= view.byteLength; at++)
    if (isKnown(view, at) && leadsToTheEnd(view, isLittleEndian, at)) return at;
  return view.byteLength;
}

/** True when known parts follow one another from here exactly to the end: sound that looks like that does not occur. */
function leadsToTheEnd(view: DataView, isLittleEndian: boolean, from: number): boolean {
  let at = from;
  for (let count = 0; count < MOST_PARTS_BEHIND && isKnown(view, at); count++) {
    const size = view.getUint32(at + 4, isLittleEndian);
    at += 8 + size;
    if (at === view.byteLength || (size % 2 === 1 && at + 1 === view.byteLength)) return true;
    if (size % 2 === 1 && !isKnown(view, at)) at++;
  }
  return false;
}

function isKnown(view: DataView, at: number): boolean {
  if (at + 8 > view.byteLength) return false;
  const first = view.getUint8(at);
  // The names begin with a letter or a low line; most bytes of sound are sorted out here.
  return first >= 0x41 && first <= 0x7a && knownNames.has(nameAt(view, at));
}

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  );
}
