import { describe, expect, test } from 'vitest';
import { seededChoices } from '../../../src/core/generation/choice-source';
import { columnRule } from '../../../src/core/generation/column-rule';
import { decodeColumns } from '../../../src/core/generation/decode';
import { ScriptedLanguageModel, scriptedSpec, textPrompt } from '../../fakes/scripted-language-model';

const size = 10;
const bos = size;
const eos = size + 1;

/** Prefers code 3 everywhere and, in codebook 0 from `endColumn` on, EOS; BOS and other EOS are always tempting. */
async function speak(codebookCount: number, endColumn: number, maxNewColumns = 60) {
  const spec = { ...scriptedSpec(codebookCount, size), family: 'higgs-audio-v3' } as const;
  const model = new ScriptedLanguageModel(spec, (column, codebook, code) => {
    if (code === eos) return codebook === 0 && column >= endColumn ? 100 : codebook > 0 ? 90 : -5;
    return code === bos ? 80 : code === 3 ? 50 : 0;
  });
  const settings = {
    sampling: { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 1 },
    endRule: 'robust',
    maxNewColumns,
    choices: seededChoices(1, 0),
  } as const;
  const prompt = textPrompt(5, codebookCount);
  const run = decodeColumns(model, prompt, settings, new AbortController().signal);
  const columns: number[][] = [];
  const frames: number[][] = [];
  for (;;) {
    const next = await run.next();
    if (next.done) return { columns, frames, model, ...next.value };
    columns.push([...next.value.codes]);
    if (next.value.frame) frames.push([...next.value.frame]);
  }
}

describe.each([1, 2, 8, 12])('%d codebooks', (count) => {
  test('the first column is drawn from the prompt, and codebooks start one after another', async () => {
    const { columns } = await speak(count, 100, count);
    for (let row = 0; row < count; row++) {
      expect(columns[row]).toEqual(Array.from({ length: count }, (_, k) => (k > row ? bos : 3)));
    }
  });

  test('speech cannot end before a whole frame was followed by one more column', async () => {
    const { columns, frames, stopReason, columnCount } = await speak(count, 0);
    expect(columns.findIndex(([first]) => first === eos)).toBe(count);
    expect(stopReason).toBe('end-of-speech');
    expect(columnCount).toBe(count + Math.max(1, count - 1));
    expect(frames).toEqual(new Array(count).fill(new Array(count).fill(3)));
  });

  test('an end in column e leaves e frames, and every codebook ends a column after the one before', async () => {
    const end = count + 5;
    const { columns, frames } = await speak(count, end);
    expect(frames.length).toBe(end);
    expect(columns.length).toBe(end + Math.max(1, count - 1));
    columns.slice(end).forEach((codes, since) => {
      expect(codes).toEqual(Array.from({ length: count }, (_, k) => (k <= since ? eos : 3)));
    });
  });
});

test('what is fed back is every column, the last one excepted', async () => {
  const { columns, model } = await speak(8, 20);
  expect(model.fed).toEqual(columns.slice(0, -1));
});

test('rules of V2 do not apply', () => {
  const { codebooks } = scriptedSpec(2, size);
  expect(() => columnRule('transformers', 'higgs-audio-v3', codebooks)).toThrow(RangeError);
});
