import { describe, expect, test } from 'vitest';
import { seededChoices } from '../../../src/core/generation/choice-source';
import {
  type DecodedColumn,
  type DecodeResult,
  type DecodeSettings,
  decodeColumns,
} from '../../../src/core/generation/decode';
import { delayReference } from '../../../src/core/prompt/delay-pattern';
import type { Prompt } from '../../../src/core/prompt/prompt';
import { ScriptedLanguageModel, scriptedSpec, textPrompt } from '../../fakes/scripted-language-model';
import { seededRandom } from '../../fakes/seeded-random';

const greedy: DecodeSettings = {
  sampling: { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 0 },
  endRule: 'robust',
  maxNewColumns: 100,
  choices: seededChoices(1, 0),
};
const neverAborted = new AbortController().signal;

async function collect(run: AsyncGenerator<DecodedColumn, DecodeResult>) {
  const columns: number[][] = [];
  const frames: number[][] = [];
  for (;;) {
    const next = await run.next();
    if (next.done) return { columns, frames, ...next.value };
    columns.push([...next.value.codes]);
    if (next.value.frame) frames.push([...next.value.frame]);
  }
}

const count = 4;
const size = 10;
const bos = size;
const eos = size + 1;
/** Prefers code (column + codebook) mod size; from `endColumn` on, codebook 0 prefers EOS. BOS is always tempting. */
const speakUntil = (endColumn: number) => (column: number, codebook: number, code: number) => {
  if (code === eos) return codebook === 0 && column >= endColumn ? 100 : codebook === 2 ? 90 : -5;
  if (code === bos) return 80;
  return code === (column + codebook) % size ? 50 : 0;
};
const speak = (endColumn: number, settings: Partial<DecodeSettings> = {}, prompt = textPrompt(5, count)) => {
  const model = new ScriptedLanguageModel(scriptedSpec(count, size), speakUntil(endColumn));
  return { model, run: decodeColumns(model, prompt, { ...greedy, ...settings }, neverAborted) };
};

describe('the robust rule', () => {
  test('codebooks start one after another, end one after another, and every frame is whole', async () => {
    const { model, run } = speak(7);
    const found = await collect(run);
    expect(found.stopReason).toBe('end-of-speech');
    expect(found.columns[0]).toEqual([bos, bos, bos, bos]);
    expect(found.columns[1]).toEqual([1, bos, bos, bos]);
    expect(found.columns[3]).toEqual([3, 4, 5, bos]);
    expect(found.columns[7]).toEqual([eos, 8, 9, 0]);
    expect(found.columns[8]).toEqual([eos, eos, 0, 1]);
    expect(found.columns[9]).toEqual([eos, eos, eos, 2]);
    expect(found.columnCount).toBe(10);
    // frame t: codebook k speaks in column 1 + t + k
    expect(found.frames).toEqual(
      [0, 1, 2, 3, 4, 5].map((t) => [0, 1, 2, 3].map((k) => (1 + t + 2 * k) % size)),
    );
    // the last column is not fed: nothing comes after it
    expect(model.fed).toEqual(found.columns.slice(0, -1));
  });

  test('speech does not end before every codebook has started', async () => {
    const found = await collect(speak(1).run);
    expect(found.columns.findIndex((column) => column[0] === eos)).toBe(count);
    expect(found.frames.length).toBe(count - 1);
  });

  test('a frame is given with the column that completes it', async () => {
    const { run } = speak(50);
    const seen: boolean[] = [];
    for await (const { frame } of run) if (seen.push(frame !== null) === 8) break;
    expect(seen).toEqual([false, false, false, false, true, true, true, true]);
  });

  test('with a single codebook nothing is delayed', async () => {
    const model = new ScriptedLanguageModel(scriptedSpec(1, size), speakUntil(4));
    const found = await collect(decodeColumns(model, textPrompt(2, 1), greedy, neverAborted));
    expect(found.frames).toEqual([[1], [2], [3]]);
  });

  test.each([11, 12, 13])(
    'whatever the model wants, frames hold no special codes (seed %i)',
    async (seed) => {
      const random = seededRandom(seed);
      const model = new ScriptedLanguageModel(scriptedSpec(count, size), () => 6 * random());
      const sampling = { temperature: 1.5, topK: 8, topP: 0.9, rasWindowLength: 3, rasMaxRepeats: 1 };
      const settings = { ...greedy, sampling, maxNewColumns: 300 };
      const found = await collect(decodeColumns(model, textPrompt(3, count), settings, neverAborted));
      expect(found.frames.flat().every((code) => code >= 0 && code < size)).toBe(true);
      const isWhole =
        found.stopReason === 'length' ||
        found.columns
          .at(-1)
          ?.slice(0, -1)
          .every((code) => code === eos);
      expect(isWhole).toBe(true);
    },
  );
});

describe('the end of the space', () => {
  test('the cap counts the column of BOS, and what was complete is kept', async () => {
    const found = await collect(speak(50, { maxNewColumns: 7 }).run);
    expect(found).toMatchObject({ stopReason: 'length', columnCount: 7 });
    expect(found.columns.length).toBe(7);
    expect(found.frames.length).toBe(3);
  });

  test("the model's last position is used, and none behind it", async () => {
    const spec = scriptedSpec(count, size, 20);
    const model = new ScriptedLanguageModel(spec, speakUntil(50));
    const found = await collect(decodeColumns(model, textPrompt(12, count), greedy, neverAborted));
    expect(found.stopReason).toBe('length');
    expect(model.cachedPositionCount).toBe(20);
  });

  test('an abort is obeyed before the next step', async () => {
    const controller = new AbortController();
    const model = new ScriptedLanguageModel(scriptedSpec(count, size), speakUntil(50));
    const run = decodeColumns(model, textPrompt(5, count), greedy, controller.signal);
    for (let i = 0; i < 4; i++) await run.next();
    const steps = model.fed.length;
    controller.abort();
    await expect(run.next()).rejects.toThrow(/abort/i);
    expect(model.fed.length).toBe(steps);
  });
});

describe('chance', () => {
  const sampling = { temperature: 1, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 0 };
  const flat = () =>
    new ScriptedLanguageModel(scriptedSpec(count, size), (_, k, code) => (code === eos && k === 0 ? -2 : 0));
  const spokenWith = async (seed: number, stream = 0) => {
    const settings = { ...greedy, sampling, choices: seededChoices(seed, stream) };
    return (await collect(decodeColumns(flat(), textPrompt(1, count), settings, neverAborted))).columns;
  };

  test('the same seed says the same, another seed or chunk something else', async () => {
    expect(await spokenWith(7)).toEqual(await spokenWith(7));
    expect(await spokenWith(7)).not.toEqual(await spokenWith(8));
    expect(await spokenWith(7, 1)).not.toEqual(await spokenWith(7, 0));
  });
});

describe('repetition-aware sampling', () => {
  const sampling = { temperature: 0, topK: 0, topP: 1, rasWindowLength: 3, rasMaxRepeats: 1 };
  /** Always the same code, so the second time is a repetition. */
  const stuck = () =>
    new ScriptedLanguageModel(scriptedSpec(1, size), (_, __, code) =>
      code === 3 ? 4 : code < size ? 3 : -90,
    );
  const redraws = (log: number[]) => ({
    draw: () => 0.5,
    redraw: (column: number) => log.push(column) && 0.999,
  });

  test('a code is drawn again when it repeats within the window', async () => {
    const log: number[] = [];
    const settings = { ...greedy, sampling, maxNewColumns: 4, choices: redraws(log) };
    const found = await collect(decodeColumns(stuck(), textPrompt(1, 1), settings, neverAborted));
    expect(log).toEqual([2, 3]);
    expect(found.columns.flat()).toEqual([bos, 3, 9, 9]);
  });

  test('sound spoken earlier in the prompt counts, sound that only describes a voice does not', async () => {
    const spec = scriptedSpec(1, size);
    const columns = delayReference(
      { codes: Int32Array.of(3), codebookCount: 1, frameCount: 1 },
      spec.codebooks,
    );
    const prompt = (placeholder: number): Prompt => ({
      tokenIds: Int32Array.of(1, placeholder, placeholder, placeholder, 9),
      columnAt: Int32Array.of(-1, 0, 1, 2, -1),
      columns,
      codebookCount: 1,
    });
    const log: number[] = [];
    const settings = {
      ...greedy,
      sampling: { ...sampling, rasWindowLength: 4 },
      maxNewColumns: 2,
      choices: redraws(log),
    };
    await collect(decodeColumns(stuck(), prompt(5), settings, neverAborted));
    expect(log).toEqual([]);
    await collect(decodeColumns(stuck(), prompt(spec.tokenIds.audioOut), settings, neverAborted));
    expect(log).toEqual([1]);
  });
});
