import { wordTimes } from '../speech/speech-times';
import { anyControlTag } from '../text/control-tags';
import { pauseMark } from '../text/pause-marks';
import { NARRATOR } from './cast';
import type { ExportFile, TimedRow } from './export-plan';

export const captionFormats = ['srt', 'vtt'] as const;
export type CaptionFormat = (typeof captionFormats)[number];

/** Letters that can be read while they are shown: two lines of 42. */
const MOST_LETTERS = 84;

export type Caption = {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly speaker: string;
  readonly text: string;
};

/** Captions of a file: one a sentence; a long sentence has several, whose inner ends are estimates. */
export function captionsOf({ rows }: ExportFile): readonly Caption[] {
  return rows.flatMap(captionsOfRow).filter(({ text }) => text !== '');
}

function captionsOfRow({ row, take, startSample }: TimedRow): readonly Caption[] {
  const { speaker, text } = row;
  const seconds = (sample: number) => (startSample + sample) / take.sampleRateHz;
  const words = take.pieces.flatMap((piece) => wordTimes(text, piece));
  const part = (from: number, to: number, start: number, end: number): Caption => ({
    startSeconds: seconds(start),
    endSeconds: seconds(end),
    speaker,
    text: shown(text.slice(from, to)),
  });
  const captions: Caption[] = [];
  let [from, start] = [0, 0];
  for (const [index, word] of words.entries()) {
    const next = words[index + 1];
    if (!next || next.to - from <= MOST_LETTERS) continue;
    captions.push(part(from, next.from, start, word.endSample));
    [from, start] = [next.from, next.startSample];
  }
  return [...captions, part(from, text.length, start, take.sampleCount)];
}

/** Words as they are read: without marks of headings and emphasis, tags and pauses. */
function shown(written: string): string {
  return written
    .replace(anyControlTag, ' ')
    .replace(new RegExp(pauseMark, 'gu'), ' ')
    .replace(/^\s*#{1,6}\s/, '')
    .replace(/(?<![\p{L}\p{N}])([*_]{1,3})(?=\S)(.+?)(?<=\S)\1(?![\p{L}\p{N}])/gu, '$2')
    .replace(/\s+/g, ' ')
    .trim();
}

/** A file of captions. Source: W3C, "WebVTT"; SubRip has no standard. */
export function writeCaptions(captions: readonly Caption[], format: CaptionFormat): string {
  const cues = captions.map(({ startSeconds, endSeconds, speaker, text }, index) => {
    const time = (seconds: number) => cueClock(seconds, format === 'srt' ? ',' : '.');
    const named = speaker === NARRATOR ? '' : format === 'srt' ? `${speaker}: ` : `<v ${escaped(speaker)}>`;
    const words = format === 'srt' ? text : escaped(text);
    const number = format === 'srt' ? `${index + 1}\n` : '';
    return `${number}${time(startSeconds)} --> ${time(endSeconds)}\n${named}${words}\n`;
  });
  return `${format === 'vtt' ? 'WEBVTT\n\n' : ''}${cues.join('\n')}`;
}

/** `01:02:03,456` */
function cueClock(seconds: number, point: string): string {
  const whole = Math.round(1000 * seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3_600_000), Math.floor(whole / 60_000) % 60];
  const rest = String(whole % 1000).padStart(3, '0');
  return `${two(hours)}:${two(minutes)}:${two(Math.floor(whole / 1000) % 60)}${point}${rest}`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
