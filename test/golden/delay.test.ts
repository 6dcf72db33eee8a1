import { expect, test } from 'vitest';
import { columnRule } from '../../src/core/generation/column-rule';
import { DelayPattern, delayCodes, delayReference } from '../../src/core/prompt/delay-pattern';
import { revertDelay } from '../core/prompt/revert-delay';
import { goldenJson } from './golden';

type Rows = readonly (readonly number[])[];
type DelayFile = {
  readonly bos: number;
  readonly eos: number;
  readonly build: readonly {
    readonly num_codebooks: number;
    readonly length: number;
    readonly codes: Rows;
    readonly delayed: Rows;
    /** The same where the gaps behind are still to be generated: -1. */
    readonly delayed_with_gen_mask?: Rows;
    readonly with_bos_eos?: boolean;
  }[];
  readonly revert: readonly {
    readonly num_codebooks: number;
    readonly delayed_frames: Rows;
    readonly reverted: Rows;
  }[];
  readonly masking: readonly {
    readonly first_frame_with_eos: number | null;
    readonly rows_per_frame: readonly (readonly ('free' | 'bos' | 'eos')[])[];
  }[];
};

const golden = goldenJson<DelayFile>('unit/delay.json');
const spec = (codebookCount: number) => ({
  codebookCount,
  codebookSize: Math.min(golden.bos, golden.eos),
  streamBos: golden.bos,
  streamEos: golden.eos,
});
const rowsOf = (values: Int32Array, rowLength: number) =>
  Array.from({ length: values.length / rowLength }, (_, i) => [
    ...values.subarray(i * rowLength, (i + 1) * rowLength),
  ]);

test('the delay pattern is built as the reference builds it', () => {
  expect(golden.build.length).toBeGreaterThan(0);
  for (const { num_codebooks: count, length, codes, delayed, ...of } of golden.build) {
    const isReference = of.with_bos_eos;
    const grid = { codes: Int32Array.from(codes.flat()), codebookCount: count, frameCount: length };
    const build = isReference ? delayReference : delayCodes;
    const columns = rowsOf(build(grid, spec(count)), count);
    expect(delayed.map((row, k) => row.map((_, column) => columns[column]?.[k]))).toEqual(delayed);
    expect(columns.length).toBe(delayed[0]?.length);
    const open = columns.map((column) => column.map((code) => (code === golden.eos ? -1 : code)));
    const masked = of.delayed_with_gen_mask;
    expect(masked?.map((row, k) => row.map((_, column) => open[column]?.[k]))).toEqual(masked);
  }
});

test('the delay pattern is reverted as the reference reverts it, at once and column by column', () => {
  expect(golden.revert.length).toBeGreaterThan(0);
  for (const { num_codebooks: count, delayed_frames: columns, reverted } of golden.revert) {
    const grid = revertDelay(Int32Array.from(columns.flat()), count);
    expect(grid.frameCount).toBe(reverted[0]?.length);
    expect([...grid.codes]).toEqual(reverted.flat());
    const pattern = new DelayPattern(count);
    const frames = columns
      .map((column) => pattern.accept(Int32Array.from(column)))
      .filter((frame) => frame !== null);
    expect(reverted.map((_, k) => frames.map((frame) => frame[k]))).toEqual(reverted);
  }
});

test('the ramps of the transformers rule restrict the same codebooks as the reference masks', () => {
  expect(golden.masking.length).toBeGreaterThan(0);
  for (const { first_frame_with_eos: eosColumn, rows_per_frame: expected } of golden.masking) {
    const count = expected[0]?.length ?? 0;
    const rule = columnRule('transformers', 'higgs-audio-v2', spec(count));
    expected.forEach((rows, column) => {
      const constraints = rows.map((_, k) => rule.constraint(column, k));
      expect(constraints.map((constraint) => (constraint === 'any' ? 'free' : constraint))).toEqual(rows);
      const codes = constraints.map((constraint) =>
        constraint === 'bos' ? golden.bos : constraint === 'eos' ? golden.eos : 0,
      );
      if (column === eosColumn) codes[0] = golden.eos;
      rule.finish(column, Int32Array.from(codes));
    });
  }
});
