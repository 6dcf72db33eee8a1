import { describe, expect, test } from 'vitest';
import { loadQuestion, sizeQuestion } from '../../../src/core/device/ask-first';
import { isCautious } from '../../../src/core/device/cautious';
import { packageMemory } from '../../../src/core/device/package-memory';
import { planLinears } from '../../../src/core/package/precision-plan';
import { english, type Sentence, verbatim } from '../../../src/core/sentence';
import { readMemoryBudget } from '../../../src/platform/page/memory-budget';
import { fakeFacts, lowMemory, phoneOfApple, roomy } from '../../fakes/device-facts';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const big = { graphicsBytes: 3e9, processorBytes: 5.1e9 };
const processor = fakeFacts({ backend: 'wasm', target: 'cpu-quantised' });

const asked = (question: Sentence | null) => question && english(question);

describe('a question', () => {
  test('stands before what is big, on little memory and on phones that do not tell of it', () => {
    expect(asked(loadQuestion(big, lowMemory, null))).toMatch(
      /at least 3\.0 GB.*about 2 GB of memory for everything/,
    );
    expect(asked(loadQuestion(big, phoneOfApple, null))).toMatch(/at least 3\.0 GB.*Phones and tablets/);
    expect(asked(sizeQuestion(verbatim('Its files have 9 GB.'), 9e9, lowMemory))).toMatch(
      /^Its files have 9 GB\./,
    );
  });

  test('stands nowhere else', () => {
    expect(loadQuestion(big, roomy, null)).toBeNull();
    expect(loadQuestion(big, { ...roomy, memory: null }, fakeFacts())).toBeNull();
  });

  test('never stands before the bundled voice', () => {
    const bundled = { graphicsBytes: 30e6, processorBytes: 60e6 };
    for (const memoryBudget of [lowMemory, phoneOfApple])
      expect(loadQuestion(bundled, memoryBudget, processor)).toBeNull();
  });

  test('stands anywhere before what is known not to fit', () => {
    expect(asked(loadQuestion(big, roomy, processor))).toMatch(/^It will not fit: it needs 5\.1 GB/);
  });
});

test('memory is taken as the browser tells it, and iPads are not taken for Macs', () => {
  const chromium = {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156',
    platform: 'Linux x86_64',
    maxTouchPoints: 0,
  };
  expect(readMemoryBudget({ ...chromium, deviceMemory: 4 })).toEqual({
    memory: { gigabytes: 4, isAtLeast: false },
    isMobile: false,
  });
  expect(readMemoryBudget({ ...chromium, deviceMemory: 8 }).memory?.isAtLeast).toBe(true);
  expect(readMemoryBudget(chromium).memory).toBeNull();
  const safari = {
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15',
    platform: 'MacIntel',
  };
  expect(readMemoryBudget({ ...safari, maxTouchPoints: 0 }).isMobile).toBe(false);
  expect(readMemoryBudget({ ...safari, maxTouchPoints: 5 }).isMobile).toBe(true);
  const phone = {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)',
    platform: 'iPhone',
    maxTouchPoints: 5,
  };
  expect(readMemoryBudget(phone).isMobile).toBe(true);
  expect(isCautious(readMemoryBudget(phone))).toBe(true);
  const android = { platform: 'Linux aarch64', maxTouchPoints: 5 };
  const firefox = {
    ...android,
    userAgent: 'Mozilla/5.0 (Android 16; Mobile; rv:150.0) Gecko/150.0 Firefox/150.0',
  };
  const chrome = { ...android, userAgent: 'Mozilla/5.0 (Linux; Android 16) Chrome/156 Mobile Safari/537.36' };
  expect(isCautious(readMemoryBudget(firefox))).toBe(true);
  expect(isCautious(readMemoryBudget({ ...chrome, deviceMemory: 8 }))).toBe(false);
});

test('a package tells by its manifest what it takes: as much on WebGPU as in the kernel', async () => {
  const { manifest } = await toyPackage({ seed: 1, shape: tiniestShape, precision: 'q4' });
  const { graphicsBytes, processorBytes } = packageMemory(manifest);
  const stored = manifest.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(graphicsBytes).toBeGreaterThan(0);
  expect(graphicsBytes).toBeLessThan(2 * stored);
  expect(processorBytes).toBe(graphicsBytes);
  // The kernel takes fours of values, the runtime no model of this size.
  const odd = { ...manifest.spec.language, hiddenSize: 2 ** 20 + 2 };
  const refused = {
    ...manifest,
    spec: { ...manifest.spec, language: odd },
    linears: planLinears(odd, 'f16'),
  };
  expect(packageMemory(refused).processorBytes).toBeNull();
});
