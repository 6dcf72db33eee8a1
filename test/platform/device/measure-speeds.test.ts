import * as ort from 'onnxruntime-node';
import { expect, test } from 'vitest';
import { processorCopy } from '../../../src/platform/device/measure-copy';
import {
  measureProducts,
  smallMeasuring,
  steadySeconds,
  tinyMeasuring,
} from '../../../src/platform/device/measure-speeds';
import { cpuChains, type OpenChain } from '../../../src/platform/device/product-chains';
import type { OrtModule } from '../../../src/platform/ort/ort-module';

const never = new AbortController().signal;
const now = () => performance.now();
const native = cpuChains({ ort: ort as OrtModule, provider: 'cpu', threadCount: 1 });

/** Opens what `native` opens, and knows what is still open. */
function counted() {
  const open = { now: 0, ever: 0 };
  const chains: OpenChain = async (graph, rows, signal) => {
    const chain = await native(graph, rows, signal);
    open.now++;
    open.ever++;
    return {
      ...chain,
      async close() {
        open.now--;
        await chain.close();
      },
    };
  };
  return { open, chains };
}

const dependencies = { size: smallMeasuring, activation: 'float32', placement: 'external', now } as const;

test('every speed is measured by the runtime itself, and nothing stays open', async () => {
  const { open, chains } = counted();
  const speeds = await measureProducts({ ...dependencies, open: chains }, never);
  for (const speed of [...Object.values(speeds.oneRow), ...Object.values(speeds.manyRows)]) {
    expect(speed).toBeGreaterThan(0);
    expect(speed).toBeLessThan(1e14);
  }
  expect(speeds.runSeconds).toBeGreaterThanOrEqual(0);
  expect(speeds.operatorSeconds).toBeGreaterThanOrEqual(0);
  expect(open).toEqual({ now: 0, ever: 7 });
  open.ever = 0;
  const few = await measureProducts({ ...dependencies, size: tinyMeasuring, open: chains }, never);
  expect(few.oneRow.q8).toBe(few.oneRow.q4);
  expect(open).toEqual({ now: 0, ever: 4 });
  expect(await processorCopy(2 ** 20, now, never)).toBeGreaterThan(0);
});

test('stopped in the middle, nothing stays open', async () => {
  const { open, chains } = counted();
  const stop = new AbortController();
  const stopping: OpenChain = async (graph, rows, signal) => {
    const chain = await chains(graph, rows, signal);
    if (open.ever === 3) stop.abort(new Error('enough'));
    return chain;
  };
  await expect(measureProducts({ ...dependencies, open: stopping }, stop.signal)).rejects.toThrow('enough');
  expect(open).toEqual({ now: 0, ever: 3 });
});

test('runs are repeated until the clock can tell, and not for ever', async () => {
  let clock = 0;
  const taking = (milliseconds: number) => {
    const runs: number[] = [];
    const run = async (times: number) => {
      runs.push(times);
      clock += times * milliseconds;
    };
    return { run, runs };
  };
  const slow = taking(400);
  expect(await steadySeconds(slow, false, () => clock, never)).toBeCloseTo(0.4);
  expect(slow.runs).toEqual([1, 1]);
  const quick = taking(1);
  expect(await steadySeconds(quick, false, () => clock, never)).toBeCloseTo(0.001);
  expect(quick.runs).toEqual([1, 1, 30, 30, 30]);
  const still = taking(0);
  expect(await steadySeconds(still, false, () => clock, never)).toBeGreaterThan(0);
  expect(still.runs.at(-1)).toBe(64);
});

test('what others take while a device is measured is not told as its own', async () => {
  let clock = 0;
  let runCount = 0;
  const run = async (times: number) => {
    // The second run, which is the first that counts, waits for somebody else.
    clock += times + (++runCount === 2 ? 110 : 0);
  };
  expect(await steadySeconds({ run }, false, () => clock, never)).toBeCloseTo(0.001);
});
