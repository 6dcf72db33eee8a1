import { countWords } from './count-words';
import { clauseEnds } from './cut-clauses';
import { pauseMark, pauseSeconds } from './pause-marks';
import { sentenceEnds } from './sentence-ends';
import { hasSomethingToSay } from './something-to-say';
import { speakerTag, tagColon } from './speaker-tags';

/** Marks between two pieces, from the least break to the greatest. */
export const marks = ['words', 'clause', 'sentence', 'line', 'paragraph', 'speaker'] as const;
export type Mark = (typeof marks)[number];

/** Silence between two pieces: as long as the mark asks for, or exactly as long as someone wrote. */
export type Joint = { readonly mark: Mark; readonly exactSeconds: number | null };

/** A stretch of the text that is said in one go. */
export type TextPiece = {
  readonly text: string;
  /** Place in the text that was cut, `[from, to)`. */
  readonly from: number;
  readonly to: number;
  /** `[SPEAKER1]`, or empty. */
  readonly speaker: string;
  /** Joint before this piece; for the first one only an exact silence counts. */
  readonly joint: Joint;
  /** Number of the sentence that it begins with, from 1. */
  readonly sentence: number;
};

export type CutLimits = {
  readonly maxWords: number;
  /** Null: as many as the words allow. */
  readonly maxSentences: number | null;
  /** BCP 47 tag of the text. */
  readonly language: string;
};

export type CutText = {
  readonly pieces: readonly TextPiece[];
  /** Silence that was written behind the last piece. */
  readonly endSeconds: number;
};

const boundary = new RegExp(`(${speakerTag.source})${tagColon.source}|(${pauseMark.source})|\\n`, 'gu');

/**
 * Cuts a text into pieces that a voice says in one go: at speaker turns, written pauses, blank lines, line ends and
 * sentence ends; a sentence that is too long also at clauses. What has neither letter nor digit is no piece.
 * @throws FailureError 'bad-request' for a written pause that is too long.
 */
export function cutText(text: string, limits: CutLimits): CutText {
  const flat = withoutWrapping(text);
  const { sentences, endSeconds } = cutSentences(flat, limits.language);
  const pieces: TextPiece[] = [];
  let group: TextPiece[] = [];
  let groupWords = 0;
  const close = () => {
    const [first] = group;
    const to = group.at(-1)?.to ?? 0;
    if (first) pieces.push(...cutLong({ ...first, to, text: flat.slice(first.from, to) }, limits));
    group = [];
    groupWords = 0;
  };
  for (const sentence of sentences) {
    const { mark, exactSeconds } = sentence.joint;
    const words = countWords(sentence.text);
    const isFull = groupWords + words > limits.maxWords || group.length === limits.maxSentences;
    if (isFull || exactSeconds !== null || !(mark === 'sentence' || mark === 'line')) close();
    group.push(sentence);
    groupWords += words;
  }
  close();
  return { pieces, endSeconds };
}

/**
 * Lines of a text that was wrapped at a fixed width are one again: a long line without an end mark, and a
 * small letter after it. Every character keeps its place.
 */
function withoutWrapping(text: string): string {
  return text.replace(/(?<=[^\n]{40}[^\n.!?:;…][ \t]*)\n(?=[ \t]*\p{Ll})/gu, ' ');
}

function cutSentences(text: string, language: string) {
  const sentences: TextPiece[] = [];
  let speaker = '';
  let joint: Joint = { mark: 'sentence', exactSeconds: null };
  const widen = (mark: Mark, seconds: number | null) => {
    const exactSeconds = seconds === null ? joint.exactSeconds : (joint.exactSeconds ?? 0) + seconds;
    joint = { mark: marks[Math.max(marks.indexOf(joint.mark), marks.indexOf(mark))]!, exactSeconds };
  };
  const take = (from: number, to: number) => {
    let start = from;
    for (const end of sentenceEnds(text.slice(from, to), language)) {
      const stretch = trimmed(text, start, from + end);
      start = from + end;
      if (!hasSomethingToSay(stretch.text)) continue;
      sentences.push({ ...stretch, speaker, joint, sentence: sentences.length + 1 });
      joint = { mark: 'sentence', exactSeconds: null };
    }
  };
  let at = 0;
  let lineBreaks = 0;
  for (const match of text.matchAll(boundary)) {
    const [found, tag] = match;
    if (text.slice(at, match.index).trim() !== '') lineBreaks = 0;
    take(at, match.index);
    at = match.index + found.length;
    if (found === '\n') widen(++lineBreaks > 1 ? 'paragraph' : 'line', null);
    else if (tag === undefined) widen('sentence', pauseSeconds(found));
    else {
      widen(tag === speaker ? 'sentence' : 'speaker', null);
      speaker = tag;
    }
  }
  take(at, text.length);
  return { sentences, endSeconds: joint.exactSeconds ?? 0 };
}

/** The parts of a piece that is too long for one go; as a rule it is one. */
function cutLong(piece: TextPiece, { maxWords, language }: CutLimits): readonly TextPiece[] {
  const parts: TextPiece[] = [];
  let start = 0;
  let joint = piece.joint;
  for (const end of clauseEnds(piece.text, maxWords, language)) {
    const part = trimmed(piece.text, start, end);
    start = end;
    if (!hasSomethingToSay(part.text)) continue;
    const isCutOff = end < piece.text.length && /[\p{L}\p{N}]$/u.test(part.text);
    parts.push({
      ...piece,
      joint,
      // A comma keeps the voice up: a text without an end mark would be said as one that ends.
      text: isCutOff ? `${part.text},` : part.text,
      from: piece.from + part.from,
      to: piece.from + part.to,
    });
    joint = { mark: isCutOff ? 'words' : 'clause', exactSeconds: null };
  }
  return parts;
}

function trimmed(text: string, start: number, end: number) {
  const stretch = text.slice(start, end);
  const from = start + stretch.length - stretch.trimStart().length;
  const to = Math.max(from, start + stretch.trimEnd().length);
  return { text: text.slice(from, to), from, to };
}
