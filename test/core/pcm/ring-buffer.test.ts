import { expect, test } from 'vitest';
import { RingBuffer } from '../../../src/core/pcm/ring-buffer';
import { startThread } from '../../fakes/start-thread';
import { randomSizes } from './random-sizes';

const guard = -7777;
const ringOf = (capacity: number) => new RingBuffer(new ArrayBuffer(RingBuffer.byteLength(capacity)));

test('a capacity that is no power of two is refused', () => {
  expect(() => RingBuffer.byteLength(100)).toThrow(RangeError);
  expect(() => RingBuffer.byteLength(0)).toThrow(RangeError);
});

test('a full ring takes only what fits, an empty one gives nothing', () => {
  const ring = ringOf(8);
  expect(ring.write(Float32Array.from({ length: 11 }, (_, i) => i))).toBe(8);
  expect(ring.roomSamples).toBe(0);
  const target = new Float32Array(11).fill(guard);
  expect(ring.read(target)).toBe(8);
  expect([...target]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, guard, guard, guard]);
  expect(ring.read(target)).toBe(0);
});

test('a write takes the asked stretch of its source and no more', () => {
  const ring = ringOf(8);
  ring.write(Float32Array.of(1, 2, 3, 4, 5), 1, 3);
  const target = new Float32Array(4).fill(guard);
  ring.read(target);
  expect([...target]).toEqual([2, 3, 4, guard]);
});

test('skipped samples are dropped in order', () => {
  const ring = ringOf(8);
  ring.write(Float32Array.of(1, 2, 3, 4));
  expect(ring.skip(3)).toBe(3);
  expect(ring.skip(9)).toBe(1);
  ring.write(Float32Array.of(5));
  const target = new Float32Array(1);
  ring.read(target);
  expect(target[0]).toBe(5);
});

test.each([31, 32])('counters may pass 2^%i samples', (bits) => {
  const memory = new ArrayBuffer(RingBuffer.byteLength(16));
  new Int32Array(memory, 0, 32).fill(2 ** bits - 5); // five samples before, on both sides
  const ring = new RingBuffer(memory);
  const target = new Float32Array(16);
  for (let round = 0; round < 4; round++) {
    expect(ring.write(Float32Array.from({ length: 6 }, (_, i) => round * 6 + i))).toBe(6);
    expect(ring.availableSamples).toBe(6);
    expect(ring.read(target, 0, 6)).toBe(6);
    expect([...target.subarray(0, 6)]).toEqual([0, 1, 2, 3, 4, 5].map((i) => round * 6 + i));
    expect(ring.availableSamples).toBe(0);
  }
});

test.each([
  { seed: 1, capacity: 64, largest: 200, total: 10_000 },
  { seed: 2, capacity: 1024, largest: 128, total: 100_000 },
  { seed: 3, capacity: 4096, largest: 5000, total: 400_000 },
])(
  'every sample crosses threads once and in order (seed $seed)',
  async ({ seed, capacity, largest, total }) => {
    const memory = new SharedArrayBuffer(RingBuffer.byteLength(capacity));
    const worker = startThread(new URL('./ring-reader-thread.ts', import.meta.url), {
      workerData: { memory, total, seed: seed + 100, largest },
    });
    const outcome = new Promise<{ position: number; fault: string | null }>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    let settled = false;
    const settle = () => {
      settled = true;
    };
    outcome.then(settle, settle);

    const ring = new RingBuffer(memory);
    const nextSize = randomSizes(seed, largest);
    const source = new Float32Array(largest);
    let position = 0;
    while (position < total && !settled) {
      const size = Math.min(nextSize(), total - position);
      for (let i = 0; i < size; i++) source[i] = (position + i) % 65_521;
      source.fill(guard, size);
      for (let sent = 0; sent < size && !settled; ) {
        const taken = ring.write(source, sent, size - sent);
        if (taken === 0) await new Promise((resolve) => setImmediate(resolve)); // let the reader's word come in
        sent += taken;
      }
      position += size;
    }
    expect(await outcome).toEqual({ position: total, fault: null });
    await worker.terminate();
  },
);
