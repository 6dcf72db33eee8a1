import { parentPort, workerData } from 'node:worker_threads';
import { RingBuffer } from '../../../src/core/pcm/ring-buffer';
import { randomSizes } from './random-sizes';

/** The reading thread of ring-buffer.test.ts: reads in its own rhythm and reports the first sample that is wrong. */
const { memory, total, seed, largest } = workerData as {
  memory: SharedArrayBuffer;
  total: number;
  seed: number;
  largest: number;
};
const guard = -7777;
const ring = new RingBuffer(memory);
const nextSize = randomSizes(seed, largest);
const target = new Float32Array(largest + 2);
let position = 0;
let fault: string | null = null;
while (position < total && fault === null) {
  const asked = nextSize();
  target.fill(guard);
  const given = ring.read(target, 1, asked);
  if (target[0] !== guard || target[given + 1] !== guard) fault = `wrote around the target at ${position}`;
  for (let i = 0; i < given && fault === null; i++)
    if (target[i + 1] !== (position + i) % 65_521) fault = `sample ${position + i} is ${target[i + 1]}`;
  position += given;
}
parentPort?.postMessage({ position, fault });
