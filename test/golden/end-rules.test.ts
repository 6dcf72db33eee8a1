import { describe, expect, test } from 'vitest';
import { seededChoices } from '../../src/core/generation/choice-source';
import { decodeColumns } from '../../src/core/generation/decode';
import type { EndRule } from '../../src/core/model/end-rule';
import { parseLanguageSpec } from '../../src/core/model/parse-language-spec';
import { ScriptedLanguageModel, textPrompt } from '../fakes/scripted-language-model';
import { goldenJson } from './golden';

/**
 * Replays the reference's runs through the decode loop without a model: its free choices are given as logits, while
 * every code that a rule must force is left to the rule (the logits ask for another code there).
 */
type Rows = readonly (readonly number[])[];
type Run = {
  readonly id: string;
  readonly name?: string;
  readonly max_new_tokens: number;
  readonly frames: Rows;
  readonly codes: Rows;
  readonly stopped: 'eos' | 'max_new_tokens';
  readonly forced?: Readonly<Record<string, readonly (readonly [number, number])[]>>;
  readonly original: { readonly frames: 'same' | Rows; readonly codes: Rows };
};

const spec = parseLanguageSpec(goldenJson('model-hf/config.json'));
const { streamBos, streamEos } = spec.codebooks;
const runs = ['generation/greedy.json', 'generation/forced.json'].flatMap(
  (file) => goldenJson<{ readonly cases: readonly Run[] }>(file).cases,
);
const titled = runs.map((run) => ({ ...run, title: `${run.name ?? 'greedy'} ${run.id}` }));

function replayed(columns: Rows, forced: Run['forced'], rule: EndRule): ScriptedLanguageModel {
  const endColumn = columns.findIndex((codes) => codes.includes(streamEos));
  const listed = (column: number, k: number) =>
    forced?.[column]?.some(([codebook]) => codebook === k) ?? false;
  const firstEnd =
    columns[endColumn]?.findIndex((code, k) => code === streamEos && (!forced || listed(endColumn, k))) ?? 0;
  const mustForce = (column: number, k: number) => {
    const code = columns[column]?.[k];
    if (code === streamBos) return k >= column;
    if (code !== streamEos || listed(column, k)) return false;
    if (rule === 'transformers') return k < column - endColumn;
    return k < firstEnd + column - endColumn;
  };
  return new ScriptedLanguageModel(spec, (column, k, code) => {
    const wanted = mustForce(column, k) ? 0 : columns[column]?.[k];
    return code === wanted ? 9 : 0;
  });
}

async function decoded(model: ScriptedLanguageModel, run: Run, endRule: EndRule) {
  const sampling = { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 0 };
  const settings = { sampling, endRule, maxNewColumns: run.max_new_tokens, choices: seededChoices(0, 0) };
  const steps = decodeColumns(
    model,
    textPrompt(3, spec.codebooks.codebookCount),
    settings,
    new AbortController().signal,
  );
  const columns: number[][] = [];
  const frames: number[][] = [];
  for (;;) {
    const next = await steps.next();
    const codes = Array.from({ length: spec.codebooks.codebookCount }, (_, k) =>
      frames.map((frame) => frame[k]),
    );
    if (next.done) return { columns, codes, stopReason: next.value.stopReason };
    columns.push([...next.value.codes]);
    if (next.value.frame) frames.push([...next.value.frame]);
  }
}

test('there are runs that end and runs that are cut', () => {
  expect(new Set(runs.map(({ stopped }) => stopped))).toEqual(new Set(['eos', 'max_new_tokens']));
});

/** A run without one whole frame may be written as no rows at all. */
const rowsOf = (codes: Rows) =>
  codes.length === 0 ? new Array(spec.codebooks.codebookCount).fill([]) : codes;

describe.each(titled)('$title', (run) => {
  test('the transformers rule gives the columns, codes and end of transformers', async () => {
    const found = await decoded(replayed(run.frames, run.forced, 'transformers'), run, 'transformers');
    expect(found.columns).toEqual(run.frames);
    expect(found.codes).toEqual(rowsOf(run.codes));
    expect(found.stopReason).toBe(run.stopped === 'eos' ? 'end-of-speech' : 'length');
  });

  test('the first-release rule gives the columns and codes of the first release', async () => {
    const columns = run.original.frames === 'same' ? run.frames : run.original.frames;
    const found = await decoded(replayed(columns, run.forced, 'first-release'), run, 'first-release');
    expect(found.columns).toEqual(columns);
    expect(found.codes).toEqual(rowsOf(run.original.codes));
  });
});
