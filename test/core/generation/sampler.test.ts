import { describe, expect, test } from 'vitest';
import { philox, seededChoices } from '../../../src/core/generation/choice-source';
import { Sampler } from '../../../src/core/generation/sampler';
import { seededRandom } from '../../fakes/seeded-random';

const spec = { codebookCount: 2, codebookSize: 6, streamBos: 6, streamEos: 7 };
const off = { temperature: 1, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 0 };
const logits = Float32Array.of(0, 5, 1, 5, 2, 3, 9, 9, 4, 0, 0, 0, 0, 0, 0, 8);

describe('what may be chosen', () => {
  const greedy = new Sampler(spec, { ...off, temperature: 0 });
  test('at temperature 0 the highest logit, the first among equals', () => {
    expect(greedy.choose(logits, 0, 'speech', 0.9)).toBe(1);
    expect(greedy.choose(logits, 0, 'any', 0.9)).toBe(6);
    expect(greedy.choose(logits, 0, 'speech-or-eos', 0.9)).toBe(7);
    expect(greedy.choose(logits, 1, 'speech', 0.9)).toBe(0);
  });
  test('a forced place takes its special code whatever the logits are', () => {
    expect(greedy.choose(logits, 0, 'bos', 0)).toBe(6);
    expect(greedy.choose(logits, 0, 'eos', 0)).toBe(7);
  });
  test('a restricted code has no probability at all', () => {
    const sampler = new Sampler(spec, off);
    expect(sampler.probabilities(logits, 0, 'speech').slice(6)).toEqual(Float64Array.of(0, 0));
    for (let i = 0; i < 100; i++) expect(sampler.choose(logits, 0, 'speech', i / 100)).toBeLessThan(6);
    for (let i = 0; i < 100; i++) expect(sampler.chooseAgain(logits, 1, 'speech', i / 100)).toBeLessThan(6);
  });
});

describe('the order of the filters', () => {
  test('top-k keeps ties with the last one kept', () => {
    const found = new Sampler(spec, { ...off, topK: 1 }).probabilities(logits, 0, 'speech');
    expect([...found]).toEqual([0, 0.5, 0, 0.5, 0, 0, 0, 0]);
  });
  test('top-p keeps the code that crosses it, and at least one', () => {
    const row = Float32Array.from([0.5, 0.3, 0.1, 0.06, 0.03, 0.01, 0, 0].map(Math.log));
    const kept = (topP: number) =>
      new Sampler(spec, { ...off, topP })
        .probabilities(row, 0, 'speech')
        .filter((probability) => probability > 0).length;
    expect([1e-9, 0.49, 0.51, 0.79, 0.85, 0.95, 0.999].map(kept)).toEqual([1, 1, 2, 2, 3, 4, 6]);
  });
  test('among equals at the edge of top-p the lowest codes are dropped first, and one stays', () => {
    const flat = new Float32Array(8);
    const kept = (topP: number) => {
      const found = new Sampler(spec, { ...off, topP }).probabilities(flat, 0, 'speech');
      return [...found.keys()].filter((code) => found[code]! > 0);
    };
    expect(kept(0.45)).toEqual([3, 4, 5]); // each has a sixth
    expect(kept(1e-9)).toEqual([5]);
  });
  test('top-p sees the distribution that temperature and top-k left', () => {
    const row = Float32Array.of(2, 1, 0, -9, -9, -9, 0, 0);
    const found = new Sampler(spec, { ...off, temperature: 0.5, topK: 2, topP: 0.85 }).probabilities(
      row,
      0,
      'speech',
    );
    expect([...found]).toEqual([1, 0, 0, 0, 0, 0, 0, 0]); // e^4 / (e^4 + e^2) is 0.88
  });
  test('frequencies of many draws follow the probabilities', () => {
    const sampler = new Sampler(spec, off);
    const expected = sampler.probabilities(logits, 0, 'speech');
    const random = seededRandom(5);
    const counts = new Float64Array(8);
    for (let i = 0; i < 20_000; i++) counts[sampler.choose(logits, 0, 'speech', random())]! += 1 / 20_000;
    counts.forEach(
      (frequency, code) => void expect(Math.abs(frequency - expected[code]!)).toBeLessThan(0.015),
    );
  });
});

describe('what cannot be sampled', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY])(
    'a logit of %d is a failure that says what to do',
    (value) => {
      const broken = logits.slice();
      broken[3] = value;
      for (const temperature of [0, 1]) {
        const sampler = new Sampler(spec, { ...off, temperature });
        expect(() => sampler.choose(broken, 0, 'speech', 0)).toThrow(/backend/);
      }
    },
  );
  test.each([
    { temperature: -1 },
    { temperature: Number.NaN },
    { topK: -1 },
    { topK: 1.5 },
    { topP: 0 },
    { topP: 1.1 },
  ])(
    'settings %j are refused',
    (change) => void expect(() => new Sampler(spec, { ...off, ...change })).toThrow(RangeError),
  );
});

describe('seeded choices', () => {
  test('are those of the published generator', () => {
    // Known answers of philox2x32-10. Source: Random123 1.14, kat_vectors.
    expect(philox(0, 0, 0)).toBe(0xff1dae59);
    expect(philox(0xffffffff, 0xffffffff, 0xffffffff)).toBe(0x2c3f628b);
    expect(philox(0x13198a2e, 0x243f6a88, 0x85a308d3)).toBe(0xdd7ce038);
  });
  test('lie in [0, 1), evenly, and differ by place, by draw and by seed', () => {
    const choices = seededChoices(42, 3);
    const drawn = Array.from({ length: 8000 }, (_, i) => choices.draw(Math.floor(i / 8), i % 8));
    expect(drawn.every((uniform) => uniform >= 0 && uniform < 1)).toBe(true);
    expect(new Set(drawn).size).toBeGreaterThan(7990);
    expect(Math.abs(drawn.reduce((sum, uniform) => sum + uniform, 0) / drawn.length - 0.5)).toBeLessThan(
      0.02,
    );
    expect(choices.redraw(5, 2)).not.toBe(choices.draw(5, 2));
    expect(seededChoices(43, 3).draw(5, 2)).not.toBe(choices.draw(5, 2));
    expect(seededChoices(42, 3).draw(5, 2)).toBe(choices.draw(5, 2));
  });
});
