import { describe, expect, test } from 'vitest';
import { isCautious, loadQuestion, sizeQuestion } from '../../../src/core/device/ask-first';
import { packageMemory } from '../../../src/core/device/package-memory';
import { deviceRoom } from '../../../src/platform/page/device-room';
import { fakeFacts, lowMemory, phoneOfApple, roomy } from '../../fakes/device-facts';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const big = { graphicsBytes: 3e9, processorBytes: 5.1e9 };
const processor = fakeFacts({ backend: 'wasm', target: 'cpu-quantised' });

describe('a question', () => {
  test('stands before what is big, on little memory and on iPhones and iPads', () => {
    expect(loadQuestion(big, lowMemory, null)).toMatch(
      /at least 3\.0 GB.*about 2 GB of memory for everything/,
    );
    expect(loadQuestion(big, phoneOfApple, null)).toMatch(/at least 3\.0 GB.*iPhones and iPads/);
    expect(sizeQuestion('Its files have 9 GB.', 9e9, lowMemory)).toMatch(/^Its files have 9 GB\./);
  });

  test('stands nowhere else', () => {
    expect(loadQuestion(big, roomy, null)).toBeNull();
    expect(loadQuestion(big, { ...roomy, memory: null }, fakeFacts())).toBeNull();
  });

  test('never stands before the bundled voice', () => {
    const bundled = { graphicsBytes: 30e6, processorBytes: 60e6 };
    for (const room of [lowMemory, phoneOfApple]) expect(loadQuestion(bundled, room, processor)).toBeNull();
  });

  test('stands anywhere before what is known not to fit', () => {
    expect(loadQuestion(big, roomy, processor)).toMatch(/^It will not fit: it needs 5\.1 GB/);
  });
});

test('memory is taken as the browser tells it, and iPads are not taken for Macs', () => {
  const chromium = {
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156',
    platform: 'Linux x86_64',
    maxTouchPoints: 0,
  };
  expect(deviceRoom({ ...chromium, deviceMemory: 4 })).toEqual({
    memory: { gigabytes: 4, isAtLeast: false },
    isAppleMobile: false,
  });
  expect(deviceRoom({ ...chromium, deviceMemory: 8 }).memory?.isAtLeast).toBe(true);
  expect(deviceRoom(chromium).memory).toBeNull();
  const safari = {
    userAgent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1.15',
    platform: 'MacIntel',
  };
  expect(deviceRoom({ ...safari, maxTouchPoints: 0 }).isAppleMobile).toBe(false);
  expect(deviceRoom({ ...safari, maxTouchPoints: 5 }).isAppleMobile).toBe(true);
  const phone = {
    userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)',
    platform: 'iPhone',
    maxTouchPoints: 5,
  };
  expect(deviceRoom(phone).isAppleMobile).toBe(true);
  expect(isCautious(deviceRoom(phone))).toBe(true);
});

test('a package tells by its manifest what it takes: shared on WebGPU, twice on the processor', async () => {
  const { manifest } = await toyPackage({ seed: 1, shape: tiniestShape, precision: 'q4' });
  const { graphicsBytes, processorBytes } = packageMemory(manifest);
  const stored = manifest.tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(graphicsBytes).toBeGreaterThan(0);
  expect(graphicsBytes).toBeLessThan(2 * stored);
  expect(processorBytes).toBeGreaterThan(graphicsBytes!);
  const onlyProcessor = {
    ...manifest,
    graphs: manifest.graphs.filter(({ target }) => target.startsWith('cpu')),
  };
  expect(packageMemory(onlyProcessor)).toEqual({ graphicsBytes: null, processorBytes });
});
