import { expect, test } from 'vitest';
import { toGrid } from '../../../src/core/codec/codec-stream';
import { codecDecoderGraph } from '../../../src/core/graph/codec-decoder-graph';
import { openPackage } from '../../../src/core/package/model-package';
import { openCodecBeside } from '../../../src/platform/ort/codec-beside';
import { codecService } from '../../../src/platform/ort/codec-service';
import type { CodecThread } from '../../../src/platform/ort/codec-thread';
import type { OrtModule } from '../../../src/platform/ort/ort-module';
import { weightValues } from '../../../src/platform/ort/weight-values';
import { toyPackage } from '../../toy-model';

const never = new AbortController().signal;

async function setUp() {
  const model = await openPackage((await toyPackage({ seed: 4, precision: 'f32' })).source, never);
  const { codec: spec } = model.manifest.spec;
  const graph = codecDecoderGraph(spec, 'cpu-f32');
  const weights = new Map<string, Awaited<ReturnType<typeof weightValues>>>();
  for (const binding of graph.weights)
    weights.set(binding.name, await weightValues(model, binding, null, never));
  return { spec, graph, weights, threadCount: 1 };
}

async function loadWasm(): Promise<OrtModule> {
  const wasm = await import('onnxruntime-web/wasm');
  wasm.env.wasm.numThreads = 1;
  wasm.env.logLevel = 'error';
  return wasm as unknown as OrtModule;
}

test('clips of a codec beside are decoded in any order, give what one run gives, and end with its thread', async () => {
  let ended = 0;
  const thread = { service: codecService(loadWasm), hasAnswered: () => true, end: () => void ended++ };
  const setup = await setUp();
  const { codec, isBusy } = (await openCodecBeside(
    () => thread,
    Promise.resolve(setup),
    () => {},
  ))!;
  const framesOf = (seed: number) =>
    Array.from({ length: 20 }, (_, frame) =>
      Int32Array.from({ length: setup.spec.codebookCount }, (_, k) => (frame * seed + k) % 7),
    );
  const grid = (seed: number, from: number, to: number) =>
    toGrid(framesOf(seed).slice(from, to), setup.spec.codebookCount);
  const clips = [3, 5].map((seed) => ({ seed, clip: codec.openClip(), samples: [] as number[] }));
  for (const [from, to] of [
    [0, 14],
    [14, 20],
  ] as const)
    for (const { seed, clip, samples } of clips) {
      const decoding = clip.decode(grid(seed, from, to), to === 20, never);
      expect(isBusy()).toBe(true);
      samples.push(...(await decoding));
    }
  expect(isBusy()).toBe(false);
  for (const { seed, samples } of clips) {
    const whole = await codec.decode(grid(seed, 0, 20), never);
    expect(samples).toHaveLength(whole.length);
    expect(Math.max(...samples.map((sample, at) => Math.abs(sample - whole[at]!)))).toBeLessThan(1e-4);
  }
  await codec.dispose();
  expect(ended).toBe(1);
});

test('a thread that could not be started is told from one whose codec could not be opened', async () => {
  const setup = await setUp();
  const preparing = Promise.resolve(setup);
  const ignore = () => {};
  const broken = (hasAnswered: boolean): CodecThread => ({
    service: { ...codecService(loadWasm), open: () => Promise.reject(new Error('broken')) },
    hasAnswered: () => hasAnswered,
    end: () => {},
  });
  expect(await openCodecBeside(() => broken(false), preparing, ignore)).toBeNull();
  await expect(openCodecBeside(() => broken(true), preparing, ignore)).rejects.toThrow('broken');
});
