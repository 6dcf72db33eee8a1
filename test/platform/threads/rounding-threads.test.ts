import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { importModel } from '../../../src/core/importer/import-model';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import type { Rounder, RoundingJob } from '../../../src/core/quantise/rounder';
import { localRounder } from '../../../src/core/quantise/rounding-kernel';
import { nodeRounding } from '../../../src/platform/node/node-rounding';
import { type RoundingThread, roundingThreads } from '../../../src/platform/threads/rounding-threads';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint } from '../../toy-model';

const { signal } = new AbortController();
const job = (seed: number, rows: number): RoundingJob => ({
  coding: 'F32',
  parts: [new Uint8Array(Float32Array.from({ length: rows * 64 }, (_, i) => Math.sin(i * seed)).buffer)],
  to: 'blocks',
  columnCount: 64,
  bits: 4,
  rounding: 'better',
});

test('threads give what this thread gives, each caller its own', async () => {
  const threads = nodeRounding(2);
  try {
    const jobs = Array.from({ length: 12 }, (_, i) => job(i + 1, 1 + ((i * 7) % 50)));
    const found = await Promise.all(jobs.map((one) => threads.round(one, signal)));
    const here = localRounder();
    for (const [index, one] of jobs.entries()) {
      expect(one.parts[0]!.byteLength).toBeGreaterThan(0); // not given away
      expect(found[index]).toEqual(await here.round(one, signal));
    }
  } finally {
    threads.stop();
  }
});

test('bytes that nobody else needs are given away, not copied', async () => {
  const posted: RoundingJob[] = [];
  const threads = roundingThreads(1, () => ({
    post: (given) => void posted.push(given),
    listen: () => {},
    stop: () => {},
  }));
  const [kept, own] = [job(1, 2), { ...job(1, 2), isOwn: true }];
  for (const one of [kept, own]) threads.round(one, signal).catch(() => {});
  await Promise.resolve();
  threads.stop();
  expect(posted[0]!.parts[0]!.buffer).not.toBe(kept.parts[0]!.buffer);
  expect(posted[1]!.parts[0]!.buffer).toBe(own.parts[0]!.buffer);
});

test('a process stays until its jobs are done, and no longer', () => {
  const script = `
    import { nodeRounding } from './src/platform/node/node-rounding.ts';
    const job = { coding: 'F32', parts: [new Uint8Array(4096)], to: 'halves' };
    const { signal } = new AbortController();
    const rounder = nodeRounding(1);
    const jobs = Array.from({ length: 5 }, () => rounder.round(job, signal));
    Promise.all(jobs).then((outcomes) => console.log(outcomes.map(({ type }) => type).join()));
  `;
  const words = ['--import', 'tsx', '--input-type=module', '-e', script];
  const { stdout, stderr, status } = spawnSync(process.execPath, words, {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stdout.trim(), stderr).toBe('done,done,done,done,done');
  expect(status).toBe(0);
});

test('a package made by threads has the bytes of one made here', async () => {
  const hashes = async (rounder: Rounder) => {
    const options = { ...toyCheckpoint({ seed: 3, shape: tiniestShape }), id: 't', title: 'T', rounder };
    const run = importModel({ ...options, precision: 'mixed' }, new MemoryPackage(), signal);
    for (;;) {
      const { done, value } = await run.next();
      if (done) return value.manifest.shards;
    }
  };
  const threads = nodeRounding(2);
  try {
    expect(await hashes(threads)).toEqual(await hashes(localRounder()));
  } finally {
    threads.stop();
  }
});

test('a thread that ends fails the jobs that wait for it, and those after', async () => {
  let end = (_: string) => {};
  const stopped: number[] = [];
  const silent = (): RoundingThread => ({
    post: () => {},
    listen: (_, onEnd) => {
      end = onEnd;
    },
    stop: () => void stopped.push(1),
  });
  const threads = roundingThreads(2, silent);
  const waiting = threads.round(job(1, 1), signal);
  end('no memory');
  await expect(waiting).rejects.toThrow('has ended: no memory. Import again.');
  await expect(threads.round(job(1, 1), signal)).rejects.toThrow('no memory');
  expect(stopped).toHaveLength(2);
});

test('a job that was cancelled before is not begun', async () => {
  const threads = roundingThreads(1, () => ({
    post: () => expect.unreachable(),
    listen: () => {},
    stop: () => {},
  }));
  await expect(threads.round(job(1, 1), AbortSignal.abort())).rejects.toThrow(/abort/i);
});
