import { type CutText, cutText, type Mark } from '../text/cut-text';
import { isSubtitles, withoutCueLines } from './subtitles';
import { turnsOf } from './turns';

/** A sentence of the text, with who says it and the silence before it. */
export type ScriptSentence = {
  /** Place in the text, `[from, to)`, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** The sentence as it is written; a line break is a space, so every character keeps its place. */
  readonly text: string;
  /** Name as it is written, `SPEAKER1` for `[SPEAKER1]`; empty for text that nobody is named for. */
  readonly speaker: string;
  /** The break between it and the sentence before. */
  readonly mark: Mark;
  /** Silence that is written before it; null where none is. */
  readonly pauseSeconds: number | null;
  /** Level of a Markdown heading, 1 to 6; 0 for other text. */
  readonly heading: number;
};

export type Script = {
  readonly sentences: readonly ScriptSentence[];
  /** Silence that is written behind the last sentence. */
  readonly endSeconds: number;
};

export type ScriptSettings = {
  /** BCP 47 tag of the text. */
  readonly language: string;
  /** Words before a colon that are no speakers here, although they look like it. */
  readonly notSpeakers: readonly string[];
};

const headingLine = /^[ \t]{0,3}(#{1,6})[ \t]/;

/**
 * Reads a text as a script: prose, Markdown, lines that begin with a name and a colon, `[SPEAKERn]`, subtitles.
 * Places are those in the text as it is written, whatever it is.
 * @throws FailureError 'bad-request' for a written pause that is too long.
 */
export function parseScript(text: string, { language, notSpeakers }: ScriptSettings): Script {
  const hasCues = isSubtitles(text);
  // A segmenter takes a carriage return for the end of a paragraph.
  const plain = (hasCues ? withoutCueLines(text) : text).replace(/\r/g, ' ');
  const sentences: ScriptSentence[] = [];
  let endSeconds = 0;
  for (const turn of turnsOf(plain, notSpeakers, hasCues)) {
    const written = plain.slice(turn.from, turn.to);
    // A sentence of subtitles goes on over the ends of lines and cues.
    const spoken = hasCues ? written.replace(/\n/g, ' ') : written;
    const cut = knownCut(spoken, language);
    for (const [index, piece] of cut.pieces.entries()) {
      const from = turn.from + piece.from;
      const to = turn.from + piece.to;
      const isFirst = index === 0;
      const isOtherSpeaker = isFirst && sentences.length > 0 && sentences.at(-1)!.speaker !== turn.speaker;
      const silence = (piece.joint.exactSeconds ?? 0) + (isFirst ? endSeconds : 0);
      const isWritten = piece.joint.exactSeconds !== null || (isFirst && endSeconds > 0);
      sentences.push({
        from,
        to,
        text: plain.slice(from, to).replace(/\s/g, ' '),
        speaker: turn.speaker,
        mark: isOtherSpeaker ? 'speaker' : isFirst ? joined(turn.mark, piece.joint.mark) : piece.joint.mark,
        pauseSeconds: isWritten ? silence : null,
        heading: headingLevel(plain, from),
      });
    }
    endSeconds = cut.pieces.length > 0 ? cut.endSeconds : endSeconds + cut.endSeconds;
  }
  return { sentences, endSeconds };
}

/** Cuts of paragraphs, so that after a key press only the changed one is cut again. */
const cuts = new Map<string, CutText>();
const MOST_CUTS = 5000;

function knownCut(paragraph: string, language: string): CutText {
  const key = `${language}\n${paragraph}`;
  const known = cuts.get(key);
  if (known) return known;
  const cut = cutText(paragraph, { maxWords: Number.POSITIVE_INFINITY, maxSentences: 1, language });
  if (cuts.size >= MOST_CUTS) cuts.clear();
  cuts.set(key, cut);
  return cut;
}

function joined(turnMark: Mark, own: Mark): Mark {
  return turnMark === 'paragraph' || own === 'paragraph' ? 'paragraph' : own === 'line' ? own : turnMark;
}

function headingLevel(text: string, from: number): number {
  const lineStart = text.lastIndexOf('\n', from) + 1;
  return headingLine.exec(text.slice(lineStart, lineStart + 12))?.[1]?.length ?? 0;
}
