import { describe, expect, test } from 'vitest';
import { allPlans, memoryBytes } from '../../../src/core/device/model-weights';
import { predictSpeech } from '../../../src/core/device/predict-speech';
import { publishedWeights } from '../../../src/core/device/published-weights';
import { type ModelOutlook, outlookOf } from '../../../src/core/device/recommend';
import { languageTargets } from '../../../src/core/graph/language-targets';
import { planLinears } from '../../../src/core/package/precision-plan';
import { publishedShapes } from '../../../src/core/rehearsal/published-shapes';
import { english } from '../../../src/core/sentence';
import { fakeFacts, lowMemory, phoneOfApple, roomy } from '../../fakes/device-facts';

const second = publishedWeights['higgs-audio-v2-3b']!;
const third = publishedWeights['higgs-audio-v3-4b']!;
const facts = fakeFacts();
const { speeds } = facts;
const slower = (times: number) =>
  fakeFacts({
    speeds: {
      ...speeds,
      oneRow: { q4: 100e9 / times, q8: 100e9 / times, floats: 100e9 / times },
      manyRows: { q4: 1e12 / times, floats: 1e12 / times },
    },
  });
const onProcessor = { backend: 'wasm', largestBufferBytes: null, bufferCount: null } as const;
const runtime = fakeFacts({ ...onProcessor, target: 'cpu-quantised' });
const kernel = fakeFacts({ ...onProcessor, target: 'cpu-kernel' });

describe('a prediction', () => {
  test('is bytes by speed, and nothing else where calls cost nothing', () => {
    const { workPerSecond, firstSoundSeconds } = predictSpeech(second, 'q8', facts);
    // Linears in blocks of 34 bytes, head and norms of 2 bytes each, at 100 GB/s; 25 frames a second.
    const step =
      ((second.attention + second.audioFeedForward) * (34 / 32) + 2 * (second.audioHead + 175_104)) / 100e9;
    const codec = second.codecProductsPerFrame / 1e12;
    expect(workPerSecond).toBeCloseTo(25 * (step + codec), 9);
    const prompt = (4 * 31 * (second.attention + second.textFeedForward)) / 1e12;
    expect(firstSoundSeconds).toBeCloseTo(prompt + 21 * step + 14 * codec, 9);
  });

  test('tells its parts, and takes any length of the prompt', () => {
    const parts = predictSpeech(second, 'q8', facts);
    expect(parts.workPerSecond).toBeCloseTo(25 * parts.stepSeconds + parts.codecWorkPerSecond, 12);
    const short = predictSpeech(second, 'q8', facts, 62);
    expect(short.prefillSeconds).toBeCloseTo(parts.prefillSeconds / 2, 12);
    expect(parts.firstSoundSeconds - short.firstSoundSeconds).toBeCloseTo(parts.prefillSeconds / 2, 12);
  });

  test('grows by what calls and operators cost', () => {
    const costly = fakeFacts({ speeds: { ...speeds, runSeconds: 0.001, operatorSeconds: 0.0001 } });
    const more = (plan: 'q4' | 'q8', model = second) =>
      predictSpeech(model, plan, costly).workPerSecond - predictSpeech(model, plan, facts).workPerSecond;
    const codec = (0.001 + 536 * 0.0001) / 16;
    expect(more('q4')).toBeCloseTo(25 * (0.001 + (28 * 6 + 1) * 0.0001 + codec), 9);
    expect(more('q8')).toBeCloseTo(25 * (0.001 + (28 * 6 + 1) * 0.0001 + codec), 9);
    expect(more('q4', third)).toBeCloseTo(25 * (0.001 + (36 * 8 + 1) * 0.0001 + codec), 9);
  });

  test('takes each storage at its own speed', () => {
    const fast4 = fakeFacts({ speeds: { ...speeds, oneRow: { ...speeds.oneRow, q4: 200e9 } } });
    const work = (plan: 'q4' | 'mixed') => predictSpeech(second, plan, fast4).workPerSecond;
    expect(work('mixed')).toBeGreaterThan(work('q4'));
    expect(work('mixed')).toBe(predictSpeech(second, 'q8', facts).workPerSecond);
  });
});

/** The same outlook, its sentences in English. */
function inEnglish({ why, plans, ...rest }: ModelOutlook) {
  const fitOf = ({ fit }: ModelOutlook['plans'][number]) =>
    'sentence' in fit ? { ...fit, sentence: english(fit.sentence) } : fit;
  return { ...rest, why: english(why), plans: plans.map((plan) => ({ ...plan, fit: fitOf(plan) })) };
}

describe('what is recommended', () => {
  const outlook = (device = facts, memoryBudget = roomy, freeBytes: number | null = null, model = second) =>
    inEnglish(outlookOf(model, device, memoryBudget, freeBytes, true));

  test('every plan is there, the best first', () => {
    expect(outlook().plans.map(({ plan }) => plan)).toEqual([...allPlans]);
    expect(outlook(facts, roomy, null, third).plans.map(({ plan }) => plan)).toEqual([...allPlans]);
  });

  test('the best precision that keeps ahead of playing', () => {
    // 2.8 thousand million weights a step: 16 bits take 1.4 s of each second, 8 bits 0.75, 4 bits 0.4.
    expect(outlook(facts, { ...roomy, memory: null }).recommended).toBe('q4');
    expect(outlook(slower(0.25), { ...roomy, memory: null })).toMatchObject({
      recommended: 'f16',
      why: 'the best precision that speaks faster than real time here',
    });
    expect(outlook(slower(0.7), { ...roomy, memory: null }).recommended).toBe('q8');
  });

  test('the fastest that fits, where none keeps ahead', () => {
    expect(outlook(slower(40))).toMatchObject({
      recommended: 'q4',
      why: expect.stringMatching(/slower than real time/),
    });
    expect(outlook(slower(2)).why).toMatch(/hardly faster than real time/);
  });

  test('none, where the memory of the device or of the processor is too small', () => {
    const small = outlook(facts, lowMemory);
    expect(small).toMatchObject({ recommended: null, why: 'No plan of this model can run here' });
    expect(small.plans.at(-1)!.fit).toEqual({
      type: 'will-not-fit',
      sentence: 'needs 3.1 GB of memory, and this device has about 2 GB in all',
    });
    const inRuntime = outlook(runtime);
    expect(inRuntime.recommended).toBeNull();
    expect(inRuntime.plans.at(-1)!.fit).toMatchObject({
      type: 'will-not-fit',
      sentence: expect.stringMatching(
        /^needs 5\.\d GB of memory, and what runs on the processor may use 4\.3 GB$/,
      ),
    });
    expect(inRuntime.plans[0]!.fit).toMatchObject({ sentence: expect.stringMatching(/in 4 or 8 bits only/) });
  });

  test('on the processor what its kernel has room for: each weight once', () => {
    const known = { ...roomy, memory: null };
    const fits = (model: typeof second) =>
      outlook(kernel, known, null, model)
        .plans.filter(({ fit }) => fit.type === 'fits')
        .map(({ plan }) => plan);
    expect(fits(second)).toEqual(['q4']);
    expect(fits(publishedWeights['higgs-audio-v2.5-1b']!)).toEqual([...allPlans]);
    expect(fits(third)).toContain('q4');
    expect(outlook(kernel, known).recommended).toBe('q4');
    // The card offers what the loader takes.
    for (const { id, spec } of Object.values(publishedShapes)) {
      const taken = allPlans.filter((plan) =>
        languageTargets(spec.language, planLinears(spec.language, plan)).includes('cpu-kernel'),
      );
      expect(fits(publishedWeights[id]!)).toEqual(taken);
    }
  });

  test('what may not fit only where nothing else is left, and told so', () => {
    const memoryBudget = { memory: { gigabytes: 4, isAtLeast: false }, isMobile: false };
    const tight = outlook(slower(0.25), memoryBudget);
    expect(tight.recommended).toBe('q4');
    expect(tight.why).toMatch(/may not fit/);
    // As much or more: then it is not known.
    const large = outlook(facts, roomy).plans.find(({ plan }) => plan === 'f16')!;
    expect(large.neededBytes).toBeGreaterThan(8 * 2 ** 30);
    expect(large.fit).toMatchObject({ type: 'tight', sentence: expect.stringMatching(/8 GB or more/) });
  });

  test('nothing that an adapter of few buffers refuses', () => {
    const weak = fakeFacts({ bufferCount: 8 });
    expect(outlook(weak, roomy, null, third)).toMatchObject({ recommended: null });
    expect(outlook(weak, roomy, null, second).recommended).toBe('q4');
  });

  test('nothing that the storage has no room for', () => {
    const { plans, recommended } = outlook(slower(0.25), { ...roomy, memory: null }, 6e9);
    expect(recommended).toBe('mixed');
    expect(plans[0]!.fit).toMatchObject({
      type: 'will-not-fit',
      sentence: expect.stringMatching(
        /^takes \d+\.\d GB of storage, and the browser offers this site 6\.0 GB$/,
      ),
    });
  });

  test('where the browser tells nothing, nothing is made up', () => {
    expect(outlook(facts, phoneOfApple).plans.map(({ fit }) => fit.type)).toEqual(Array(4).fill('fits'));
  });
});

test('floats of 32 bits take more memory than those of 16, and the processor’s runtime twice what a step multiplies with', () => {
  const [half, whole, twice] = (['webgpu-f16', 'webgpu-f32', 'cpu-quantised'] as const).map((target) =>
    memoryBytes(third, 'q4', target),
  );
  expect(whole).toBeGreaterThan(half!);
  const linears = (third.attention + third.audioFeedForward) * (20 / 32);
  expect(twice! - whole!).toBeCloseTo(linears + 4 * (third.audioHead + third.decodeNorms), 0);
});
