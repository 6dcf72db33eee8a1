import { joinBytes } from '../data/join-bytes';
import { RECEIPT_NAME, type SoundTags } from './sound-tags';

const UTF_8 = 3;
/** Offsets in bytes that nobody has counted. */
const NO_OFFSET = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
/** Flags of the table of chapters: it is the topmost one, and in order. */
const TOP_AND_ORDERED = 3;
/** A table of chapters counts them in one byte. */
const MOST_CHAPTERS = 255;

const encoder = new TextEncoder();
const latin = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

/**
 * A tag before the sound of an MP3 or AAC file; empty where there is nothing to say.
 * Source: id3.org, "ID3 tag version 2.4.0", "ID3v2 Chapter Frame Addendum".
 */
export function id3Tag(tags: SoundTags, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  const { title, author, album, part, receipt } = tags;
  const chapters = tags.chapters.slice(0, MOST_CHAPTERS);
  const milliseconds = (sample: number) => Math.round((1000 * sample) / sampleRateHz);
  const names = chapters.map((_, index) => latin(`c${index}\0`));
  const frames = [
    textFrame('TIT2', title),
    textFrame('TPE1', author),
    textFrame('TALB', album),
    textFrame('TRCK', part ? `${part.number}/${part.count}` : ''),
    textFrame('TXXX', receipt === '' ? '' : `${RECEIPT_NAME}\0${receipt}`),
    ...(chapters.length === 0
      ? []
      : [frame('CTOC', [latin('toc\0'), bytes(TOP_AND_ORDERED, chapters.length), ...names])]),
    ...chapters.map((chapter, index) =>
      frame('CHAP', [
        names[index]!,
        bytes(
          ...big(milliseconds(chapter.startSample)),
          ...big(milliseconds(chapter.endSample)),
          ...NO_OFFSET,
        ),
        textFrame('TIT2', chapter.title),
      ]),
    ),
  ];
  const body = joinBytes(frames);
  if (body.length === 0) return body;
  return joinBytes([latin('ID3'), bytes(4, 0, 0, ...synchsafe(body.length)), body]);
}

function textFrame(id: string, text: string): Uint8Array {
  return text === '' ? bytes() : frame(id, [bytes(UTF_8), encoder.encode(text)]);
}

function frame(id: string, parts: readonly Uint8Array[]): Uint8Array {
  const body = joinBytes(parts);
  return joinBytes([latin(id), bytes(...synchsafe(body.length), 0, 0), body]);
}

const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const big = (value: number) => [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255];
/** Seven bits a byte, so that no byte looks like the start of sound. */
const synchsafe = (value: number) => [21, 14, 7, 0].map((shift) => (value >>> shift) & 127);
