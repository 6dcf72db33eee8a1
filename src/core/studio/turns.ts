import type { Mark } from '../text/cut-text';
import { speakerTag, tagColon } from '../text/speaker-tags';

/** A stretch of the text, `[from, to)`, that one speaker says, a paragraph at most; names and tags are not in it. */
export type ScriptTurn = {
  readonly from: number;
  readonly to: number;
  readonly speaker: string;
  /** The break between it and the turn before. */
  readonly mark: Mark;
};

/** A name: one to four words, the first with a capital or in a script without capitals. */
const nameWord = String.raw`[\p{L}\p{N}][\p{L}\p{M}\p{N}.'’-]{0,30}`;
const nameLine = new RegExp(
  String.raw`^[ \t]*(?:[-–—*•][ \t]+)?(?:\*\*|__)?((?=[\p{Lu}\p{Lt}\p{Lo}])${nameWord}(?: ${nameWord}){0,3})(?:\*\*|__)?(?: \([^()]{1,40}\))?[ \t]?(?::(?:\*\*|__)?(?=\s|$)|：)[ \t]*`,
  'u',
);

const tag = new RegExp(speakerTag.source + tagColon.source, 'g');

/** Words that stand before a colon in other texts than scripts. */
const labels = new Set(
  (
    'note notes warning tip example examples summary chapter part section step question answer q a url http https todo ' +
    'important figure table source sources date time subject re from to cc ps p.s abstract introduction conclusion'
  ).split(' '),
);

/** Share of the lines with text that begin with a name, from which on they are a script. */
const SCRIPT_SHARE = 0.3;

type Line = { readonly from: number; readonly to: number };
type NamedLine = Line & { readonly name: string; readonly spokenFrom: number };

/**
 * Cuts a text into turns of speakers. A tag holds until the next tag or name; a name until the next one or a blank line.
 * @param notSpeakers names that are no speakers here.
 * @param hasCues blank lines stand between cues, which end no sentence.
 */
export function turnsOf(
  text: string,
  notSpeakers: readonly string[],
  hasCues: boolean,
): readonly ScriptTurn[] {
  const names = speakerNames(text, notSpeakers);
  const turns: ScriptTurn[] = [];
  let open: { from: number; speaker: string; isTagged: boolean; mark: Mark } = {
    from: 0,
    speaker: '',
    isTagged: false,
    mark: 'sentence',
  };
  const begin = (at: number, from: number, speaker: string, isTagged: boolean, mark: Mark) => {
    if (text.slice(open.from, at).trim() !== '')
      turns.push({ from: open.from, to: at, speaker: open.speaker, mark: open.mark });
    open = { from, speaker, isTagged, mark };
  };
  let wasBlank = false;
  for (const line of linesOf(text)) {
    const written = text.slice(line.from, line.to);
    const mark: Mark = wasBlank ? 'paragraph' : 'line';
    const named = namedLine(line, written);
    if (named && names.has(named.name)) begin(line.from, named.spokenFrom, named.name, false, mark);
    else if (wasBlank && written.trim() !== '' && (!hasCues || (open.speaker !== '' && !open.isTagged)))
      begin(line.from, line.from, open.isTagged ? open.speaker : '', open.isTagged, mark);
    for (const match of written.matchAll(tag)) {
      const at = line.from + match.index;
      begin(at, at + match[0].length, `SPEAKER${Number(match[1])}`, true, mark);
    }
    wasBlank = written.trim() === '';
  }
  begin(text.length, text.length, '', false, 'line');
  return turns;
}

/** Names that begin lines often enough to be speakers. */
function speakerNames(text: string, notSpeakers: readonly string[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  let lineCount = 0;
  let namedCount = 0;
  for (const line of linesOf(text)) {
    const written = text.slice(line.from, line.to);
    if (written.trim() === '') continue;
    lineCount++;
    const name = namedLine(line, written)?.name;
    if (name === undefined || labels.has(name.toLowerCase()) || notSpeakers.includes(name)) continue;
    namedCount++;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const isScript = namedCount >= 2 && namedCount >= SCRIPT_SHARE * lineCount;
  return new Set([...counts].filter(([, count]) => isScript || count > 2).map(([name]) => name));
}

function namedLine(line: Line, written: string): NamedLine | null {
  const match = nameLine.exec(written);
  return match ? { ...line, name: match[1]!, spokenFrom: line.from + match[0].length } : null;
}

function* linesOf(text: string): Generator<Line> {
  for (let from = 0; from <= text.length; ) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield { from, to };
    from = to + 1;
  }
}
