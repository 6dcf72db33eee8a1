import { wordTimes } from '../../../core/speech/speech-times';
import type { Row } from '../../../core/studio/rows';
import type { Take } from '../../../core/studio/take';
import { usePageState } from '../../page-context';
import { takeIn } from './studio-view';

/** The sentence that is heard, with the word that is said now; words are estimates. */
export function SpokenWords({ row }: { readonly row: Row }) {
  const take = usePageState((state) => takeIn(state, row));
  const at = usePageState(({ studio }) => wordAt(row, take, studio?.hearing.place?.seconds ?? 0));
  const words = take ? wordsOf(row, take) : [];
  const word = words[at];
  if (!word) return wordsShown(row);
  return (
    <>
      {row.text.slice(row.text.length - wordsShown(row).length, word.from)}
      <mark>{row.text.slice(word.from, word.to)}</mark>
      {row.text.slice(word.to)}
    </>
  );
}

/** A heading without the signs that make it one. */
export function wordsShown({ heading, text }: Row): string {
  return heading > 0 ? text.replace(/^#+\s*/, '') : text;
}

function wordAt(row: Row, take: Take | null, seconds: number): number {
  if (!take) return -1;
  const sample = seconds * take.sampleRateHz;
  return wordsOf(row, take).findLastIndex(({ startSample }) => startSample <= sample);
}

const known = new WeakMap<Take, ReturnType<typeof wordTimes>>();

function wordsOf(row: Row, take: Take): ReturnType<typeof wordTimes> {
  const found = known.get(take) ?? take.pieces.flatMap((piece) => [...wordTimes(row.text, piece)]);
  known.set(take, found);
  return found;
}
