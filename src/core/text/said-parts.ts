import type { MappedText } from './mapped-text';

/** A said text in parts: as it is written, other words for what is written, or written and not said. */
export type SaidPart =
  | { readonly type: 'same'; readonly text: string }
  | { readonly type: 'changed'; readonly text: string; readonly written: string }
  | { readonly type: 'left-out'; readonly written: string };

const wordUnit = /[\p{L}\p{N}\p{M}\p{Surrogate}'’]/u;

/** Words are shown as changed whole: `third` for `3rd`, though its end is as written. */
export function saidParts(said: MappedText): readonly SaidPart[] {
  const parts: SaidPart[] = [];
  let done = 0;
  let writtenTo = 0;
  const leaveOut = (to: number) => {
    const written = said.written.slice(writtenTo, to);
    if (/[^\p{Z}\p{C}\p{M}]/u.test(written)) parts.push({ type: 'left-out', written });
    writtenTo = Math.max(writtenTo, to);
  };
  const keep = (to: number) => {
    let from = done;
    for (let at = done; at < to; at++) {
      const { start, end } = said.writtenRange(at, at + 1);
      if (start > writtenTo) {
        if (at > from) parts.push({ type: 'same', text: said.text.slice(from, at) });
        from = at;
        leaveOut(start);
      }
      writtenTo = Math.max(writtenTo, end);
    }
    if (to > from) parts.push({ type: 'same', text: said.text.slice(from, to) });
    done = to;
  };
  for (const { from, to } of changedStretches(said)) {
    keep(from);
    const { start, end } = said.writtenRange(from, to);
    leaveOut(start);
    parts.push({
      type: 'changed',
      text: said.text.slice(from, to),
      written: said.written.slice(start, end),
    });
    writtenTo = Math.max(writtenTo, end);
    done = to;
  }
  keep(said.length);
  leaveOut(said.written.length);
  return parts;
}

type Stretch = { readonly from: number; readonly to: number };

function changedStretches(said: MappedText): readonly Stretch[] {
  const found: Stretch[] = [];
  for (let at = 0; at < said.length; at++) {
    if (said.isAsWritten(at)) continue;
    let to = at + 1;
    while (to < said.length && (!said.isAsWritten(to) || isInWord(said.text, to))) to++;
    let from = at;
    while (from > (found.at(-1)?.to ?? 0) && isInWord(said.text, from)) from--;
    // Spaces that someone has doubled, or a line end that has become a space, are no other words.
    if (/\S/.test(said.text.slice(from, to))) found.push({ from, to });
    at = to - 1;
  }
  return found;
}

/** True where a word goes on over the place before this unit. */
function isInWord(text: string, at: number): boolean {
  return wordUnit.test(text[at - 1] ?? '') && wordUnit.test(text[at] ?? '');
}
