import { describe, expect, test } from 'vitest';
import { RepetitionHistory } from '../../src/core/generation/repetition-history';
import { Sampler } from '../../src/core/generation/sampler';
import { goldenFloats, goldenJson } from './golden';

type ProcessedRow = {
  readonly kept: number;
  readonly indices?: readonly number[];
  readonly probs?: readonly number[];
  readonly top20_indices?: readonly number[];
  readonly top20_probs?: readonly number[];
  readonly smallest_kept_logit?: number;
};
type SamplingCase = {
  readonly logits: string;
  readonly temperature: number;
  readonly top_k: number;
  readonly top_p: number;
  readonly rows: readonly ProcessedRow[];
};
type RasFile = {
  readonly bos: number;
  readonly eos: number;
  readonly cases: readonly {
    readonly name: string;
    readonly ras_win_len: number;
    readonly ras_win_max_num_repeat: number;
    readonly history: readonly (readonly number[])[];
    readonly tokens: readonly number[];
    readonly uniforms: readonly number[];
    readonly logits: string;
    readonly resample: readonly boolean[];
    readonly resample_original: readonly boolean[];
    readonly resampled_token_if_resampled: readonly number[];
    readonly tokens_out: readonly number[];
  }[];
};

/** The special codes are the two last of a row in every set; here only their number matters. */
function specOf(shape: readonly number[], streamBos = shape[1]! - 2, streamEos = shape[1]! - 1) {
  return { codebookCount: shape[0]!, codebookSize: shape[1]! - 2, streamBos, streamEos };
}

const noRas = { rasWindowLength: 0, rasMaxRepeats: 0 };

describe('processed probabilities equal the reference', () => {
  const { cases } = goldenJson<{ readonly cases: readonly SamplingCase[] }>('unit/sampling.json');
  expect(cases.length).toBeGreaterThan(0);
  test.each(cases)('$logits at temperature $temperature, top-k $top_k, top-p $top_p', (golden) => {
    const { values: logits, shape } = goldenFloats(golden.logits);
    const settings = { temperature: golden.temperature, topK: golden.top_k, topP: golden.top_p, ...noRas };
    const sampler = new Sampler(specOf(shape), settings);
    golden.rows.forEach((row, k) => {
      const found = sampler.probabilities(logits, k, 'any');
      const kept = [...found.keys()].filter((code) => found[code]! > 0);
      const indices = row.indices ?? row.top20_indices!;
      const probs = row.probs ?? row.top20_probs!;
      if (row.indices) expect(kept).toEqual(row.indices);
      if (row.smallest_kept_logit !== undefined) {
        const lowest = Math.min(...kept.map((code) => logits[k * shape[1]! + code]! / golden.temperature));
        expect(lowest).toBeCloseTo(row.smallest_kept_logit, 5);
      }
      expect(kept.length).toBe(row.kept);
      indices.forEach((code, i) => void expect(Math.abs(found[code]! - probs[i]!)).toBeLessThan(1e-5));
    });
  });
});

describe('repetition-aware sampling equals the reference', () => {
  const { bos, eos, cases } = goldenJson<RasFile>('unit/ras.json');
  expect(cases.length).toBeGreaterThan(0);
  test.each(cases)('$name', (golden) => {
    const { values: logits, shape } = goldenFloats(golden.logits);
    const spec = specOf(shape, bos, eos);
    const sampler = new Sampler(spec, { temperature: 1, topK: 0, topP: 1, ...noRas });
    const resampled = (specialsRepeat: boolean) => {
      const history = new RepetitionHistory(spec, golden.ras_win_len, specialsRepeat);
      for (const column of golden.history) history.accept(Int32Array.from(column));
      return golden.tokens.map((code, k) => history.count(k, code) >= golden.ras_win_max_num_repeat);
    };
    expect(resampled(false)).toEqual(golden.resample);
    expect(resampled(true)).toEqual(golden.resample_original);
    const again = golden.uniforms.map((uniform, k) => sampler.chooseAgain(logits, k, 'any', uniform));
    expect(again).toEqual(golden.resampled_token_if_resampled);
    expect(golden.tokens.map((code, k) => (golden.resample[k] ? again[k] : code))).toEqual(golden.tokens_out);
  });
});
