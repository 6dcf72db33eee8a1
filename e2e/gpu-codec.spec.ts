import { expect, test } from '@playwright/test';
import * as ort from 'onnxruntime-node';
import { toGrid } from '../src/core/codec/codec-stream';
import { decoderStates } from '../src/core/codec/receptive-field';
import { codecDecoderGraph } from '../src/core/graph/codec-decoder-graph';
import { codecDecoderIo } from '../src/core/graph/graph-io';
import { openCpuSession } from '../src/platform/ort/cpu-session';
import { ortCodecDecoder } from '../src/platform/ort/ort-codec-decoder';
import type { OrtModule, OrtTensor } from '../src/platform/ort/ort-module';
import { weightValues } from '../src/platform/ort/weight-values';
import { largestDifference, openToy, pageWeights, signalToNoise } from './support/gpu-runs';
import { openGraphPage, type PageTensor, runOnGpu } from './support/graph-page';

const never = new AbortController().signal;

test("the codec on WebGPU gives the processor's samples, in one run and in three that go on from its states", async ({
  page,
}) => {
  const model = await openToy('f32');
  const spec = model.manifest.spec.codec;
  const frames = Array.from({ length: 16 }, (_, frame) =>
    Int32Array.from({ length: spec.codebookCount }, (_, k) => (frame * 11 + k * 37) % spec.codebookSize),
  );
  const runtime = { ort: ort as OrtModule, provider: 'cpu', threadCount: 1 } as const;
  const read = (binding: Parameters<typeof weightValues>[1], signal: AbortSignal) =>
    weightValues(model, binding, null, signal);
  const session = await openCpuSession(runtime, codecDecoderGraph(spec, 'cpu-f32'), read, never);
  const decoder = ortCodecDecoder(runtime.ort, spec, session);
  const expected = await decoder.decode(toGrid(frames, spec.codebookCount), never);

  const graph = codecDecoderGraph(spec, 'webgpu-f32');
  const weights = await pageWeights(model, [graph], null);
  weights.files.set(graph.role, graph.bytes);
  await openGraphPage(page, weights.files);
  const outputs = [
    codecDecoderIo.samples,
    ...decoderStates(spec).map((_, at) => codecDecoderIo.stateAfter(at)),
  ];
  let dispatchCount = 0;
  const onPage = ortCodecDecoder(runtime.ort, spec, session, async (given) => {
    const feeds = Object.fromEntries(
      Object.entries(given).map(([name, tensor]) => [name, pageTensor(tensor)]),
    );
    const run = { graph: graph.role, feeds, weights: weights.tensors, cache: {}, outputs };
    const [result] = await runOnGpu(page, [run]);
    dispatchCount = result!.dispatchCount;
    return Object.fromEntries(
      outputs.map((name) => {
        const values = Float32Array.from(result!.outputs[name]!);
        return [name, new ort.Tensor('float32', values, result!.dims[name]!) as OrtTensor];
      }),
    );
  });
  const whole = await onPage.decode(toGrid(frames, spec.codebookCount), never);
  console.log(`codec: ${dispatchCount} dispatches, ${signalToNoise(whole, expected).toFixed(1)} dB`);
  // Sine is coarse on the software adapter.
  expect(signalToNoise(whole, expected)).toBeGreaterThan(55);

  const clip = onPage.openClip();
  const parts: number[] = [];
  for (const [from, to] of [
    [0, 14],
    [14, 16],
    [16, 16],
  ] as const)
    parts.push(
      ...(await clip.decode(toGrid(frames.slice(from, to), spec.codebookCount), to - from === 0, never)),
    );
  expect(largestDifference(parts, whole)).toBeLessThan(1e-4);
  await decoder.dispose();
});

function pageTensor({ type, dims, data }: OrtTensor): PageTensor {
  return { type: type as PageTensor['type'], dims, values: Array.from(data as Float32Array, Number) };
}
