import { useId, useState } from 'react';
import { FailureError } from '../../../core/failure';
import {
  MAX_PRONUNCIATIONS,
  type Pronunciation,
  parsePronunciationFile,
} from '../../../core/text/pronunciations';
import { sentenceOf } from '../../failures';
import { t } from '../../language/language';
import { useControllers } from '../../page-context';
import { bytesText } from '../../widgets/figures';
import { mergeLists, tooMany } from './pronunciation-list';

/** Above the longest list there can be, in UTF-8. */
const MOST_BYTES = 10_000_000;

type PronunciationFilesProps = {
  readonly list: readonly Pronunciation[];
  readonly onChange: (
    sentence: string,
    next: (list: readonly Pronunciation[]) => readonly Pronunciation[],
  ) => void;
};

/** The way of a list to another device, and back. */
export function PronunciationFiles({ list, onChange }: PronunciationFilesProps) {
  const { reading } = useControllers();
  const [problem, setProblem] = useState('');
  const id = useId();
  const take = async (file: File) => {
    try {
      const entries = await readFile(file);
      const { list: merged, added, changed } = mergeLists(list, entries);
      if (merged.length > MAX_PRONUNCIATIONS) return setProblem(tooMany(merged.length));
      setProblem('');
      onChange(mergedSentence(file.name, added, changed), (all) => mergeLists(all, entries).list);
    } catch (error) {
      setProblem((error as Error).message);
    }
  };
  return (
    <>
      <div className="buttons small">
        <label className="button" htmlFor={id}>{t`Import`}</label>
        <input
          id={id}
          className="visually-hidden"
          type="file"
          accept=".json,application/json"
          aria-describedby={`${id}-problem`}
          onChange={({ target }) => {
            const file = target.files?.[0];
            // The same file can be chosen again once it was mended.
            target.value = '';
            if (file) void take(file);
          }}
        />
        <button
          type="button"
          aria-disabled={list.length === 0}
          onClick={() => list.length > 0 && reading.exportList()}
        >{t`Export`}</button>
      </div>
      <p role="alert" className="field-problem" id={`${id}-problem`}>
        {problem}
      </p>
    </>
  );
}

/** @throws Error with a sentence for the person who chose the file. */
async function readFile(file: File): Promise<readonly Pronunciation[]> {
  if (file.size > MOST_BYTES)
    throw new RangeError(t`“${file.name}” has ${bytesText(file.size)}; no pronunciation list is that long.`);
  let text: string;
  try {
    text = await file.text();
  } catch (cause) {
    throw new Error(t`“${file.name}” could not be read. Choose it once more.`, { cause });
  }
  try {
    return parsePronunciationFile(text);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    throw new Error(t`“${file.name}”: ${sentenceOf(error.failure)}`, { cause: error });
  }
}

function mergedSentence(name: string, added: number, changed: number): string {
  if (added + changed === 0) return t`“${name}” holds nothing new.`;
  return t`From “${name}”: ${added} added, ${changed} changed.`;
}
