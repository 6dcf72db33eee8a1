import { expect, test } from 'vitest';
import { nodeEngine } from './fakes/node-engine';
import { toyPackage } from './toy-model';

const { signal } = new AbortController();

async function speak(seed: number): Promise<{ samples: Float32Array; stopped: string }> {
  const { source } = await toyPackage({ seed, precision: 'q8' });
  const engine = nodeEngine(() => source);
  await engine.load('toy', 'wasm', () => {}, signal);
  const samples: number[] = [];
  let stopped = '';
  for await (const event of engine.speak({ text: 'Hello there.', seed: 5, maxNewColumns: 60 }, signal)) {
    if (event.type === 'chunk') samples.push(...event.chunk.samples);
    else stopped = event.type;
  }
  await engine.unload();
  return { samples: Float32Array.from(samples), stopped };
}

test('a toy makes sound of a normal loudness, and another seed another sound', async () => {
  const spoken = [await speak(1), await speak(2)];
  for (const { samples, stopped } of spoken) {
    expect(stopped).toBe('finished');
    expect(samples.length).toBeGreaterThan(960);
    const mean = samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
    const power = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0) / samples.length;
    expect(Math.sqrt(power)).toBeGreaterThan(0.02);
    expect(samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)).toBeLessThan(1);
  }
  expect(spoken[0]!.samples.subarray(0, 960)).not.toEqual(spoken[1]!.samples.subarray(0, 960));
});
