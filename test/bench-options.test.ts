import { describe, expect, test } from 'vitest';
import { parseBenchOptions } from '../scripts/bench/bench-options';
import { measureNetworks } from '../scripts/bench/measure';
import { median } from '../src/core/data/median';
import { speechGraphs } from '../src/core/graph/speech-graphs';
import { loadNodeModel } from './fakes/node-engine';
import { toyPackage } from './toy-model';

describe('options of the bench', () => {
  test('without any, it is the bundled model on both backends', () => {
    expect(parseBenchOptions([], 'models/own')).toMatchObject({
      model: 'models/own',
      backends: ['wasm', 'webgpu'],
      isIsolated: false,
      out: 'bench/results.json',
    });
  });

  test('one number of a shape makes it a random model of that shape', () => {
    const words = [
      '--layers',
      '3',
      '--hidden',
      '512',
      '--heads',
      '8',
      '--precision',
      'q8',
      '--backend',
      'wasm',
    ];
    expect(parseBenchOptions(words, 'models/own')).toMatchObject({
      model: { layers: 3, hidden: 512, heads: 8, kvHeads: 2, headDim: 64, ffn: 1536, precision: 'q8' },
      backends: ['wasm'],
    });
  });

  test.each([
    [['--steps', '0'], /--steps/],
    [['--layers', 'many'], /--layers/],
    [['--hidden', '2', '--precision', 'q5'], /--precision is one of/],
    [['--backend', 'gpu'], /--backend is one of/],
    [['--model', 'a', '--layers', '2'], /not both/],
    [['--fast'], /--fast/],
  ])('%j is refused', (words, sentence) => {
    expect(() => parseBenchOptions(words, 'models/own')).toThrow(sentence);
  });

  test('help is no run', () => {
    expect(parseBenchOptions(['--help'], 'models/own')).toBeNull();
  });
});

test('what is measured has a number for everything', async () => {
  const never = new AbortController().signal;
  const { source } = await toyPackage({ seed: 4, precision: 'q4' });
  const { manifest, info, networks } = await loadNodeModel(source, never);
  let clock = 0;
  const effort = { promptLength: 8, stepCount: 3, codecFrameCount: 25, budgetSeconds: 1000 };
  const decode = speechGraphs(manifest, info.graphTarget).decode;
  const none = () => null;
  // Every look at the clock is one millisecond later, so each run takes one.
  const figures = await measureNetworks(networks, manifest, decode, effort, () => clock++, none);
  expect(figures).toMatchObject({
    promptLength: 8,
    prefillTokensPerSecond: 8000,
    stepCount: 3,
    millisecondsPerStep: 1,
    stepsPerSecond: 1000,
    codecRealTimeFactor: 0.001,
    codecStreamRealTimeFactor: 0.001,
  });
  expect(figures.weightBytesPerStep).toBeGreaterThan(info.weightBytes / 10);
  expect(figures.weightBytesPerStep).toBeLessThan(info.weightBytes);
  expect(median([5, 1, 9])).toBe(5);
});
