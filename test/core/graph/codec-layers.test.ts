import { expect, test } from 'vitest';
import { CodecLayers } from '../../../src/core/graph/codec-layers';
import { GraphBuilder } from '../../../src/core/graph/graph-builder';
import { floats, largestDifference, loadGraph, randomValues, type Values } from './graph-runner';

const [inputs, outputs, length] = [3, 2, 5];

/** What WeightBinding says of `upsampling` and `repeated`, by its own words. */
function phaseWeight(stored: Float32Array, stride: number): Float32Array {
  const values = new Float32Array(stored.length);
  for (let o = 0; o < outputs; o++)
    for (let q = 0; q < stride; q++)
      for (let i = 0; i < inputs; i++)
        for (let t = 0; t < 2; t++)
          values[((o * stride + q) * inputs + i) * 2 + t] =
            stored[(i * outputs + o) * 2 * stride + q + (1 - t) * stride]!;
  return values;
}

/** Source: higgs-audio.md G.3, out[o, j] = b[o] + Σ W[i, o, κ] x[i, n] over n · stride + κ − padding = j. */
function transposedConvolution(
  x: Float32Array,
  weight: Float32Array,
  bias: Float32Array,
  stride: number,
): Float32Array {
  const padding = Math.ceil(stride / 2);
  const out = new Float32Array(outputs * length * stride);
  for (let o = 0; o < outputs; o++)
    for (let j = 0; j < length * stride; j++) {
      let sum = bias[o]!;
      for (let i = 0; i < inputs; i++)
        for (let n = 0; n < length; n++) {
          const k = j + padding - n * stride;
          if (k >= 0 && k < 2 * stride)
            sum += weight[(i * outputs + o) * 2 * stride + k]! * x[i * length + n]!;
        }
      out[o * length * stride + j] = sum;
    }
  return out;
}

test.each([1, 2, 3, 4, 5, 8])('upsampling by %i is the transposed convolution', async (stride) => {
  const graph = new GraphBuilder('external');
  const x = graph.input('x', 'float32', [1, inputs, 'L']);
  const layers = new CodecLayers(graph, 'operator');
  const padded = graph.op('Pad', [x, graph.int64s([0, 0, 1, 0, 0, 1])]);
  const [before, behind] = [Math.ceil(stride / 2), Math.floor(stride / 2)];
  const phases = layers.upsample(padded, 'up', inputs, outputs, stride);
  const y = layers.slice(phases, before, behind === 0 ? Number.MAX_SAFE_INTEGER : -behind);
  graph.output('y', y, 'float32', [1, outputs, 'M']);
  const stored = randomValues(inputs * outputs * 2 * stride, 1);
  const bias = Float32Array.of(0.5, -2);
  const runner = await loadGraph(graph.build(), ({ source }): Values => {
    if (source.type === 'upsampling') return phaseWeight(stored, stride);
    expect(source.type).toBe('repeated');
    return Float32Array.from({ length: outputs * stride }, (_, index) => bias[Math.floor(index / stride)]!);
  });
  const signal = randomValues(inputs * length, 2);
  const result = (await runner.run({ x: floats(signal, [1, inputs, length]) })).y!;
  expect(result.dims).toEqual([1, outputs, length * stride]);
  const expected = transposedConvolution(signal, stored, bias, stride);
  expect(largestDifference(result.values, expected)).toBeLessThan(1e-5);
  await runner.release();
});

/** Alphas as they occur: ordinary, tiny, negative, zero. */
const alphas = Float32Array.of(1, 0.01, -2.5, 0, 30);

test.each(['operator', 'polynomial'] as const)('snake with the sine as %s', async (form) => {
  const graph = new GraphBuilder('external');
  const x = graph.input('x', 'float32', [1, alphas.length, 'L']);
  graph.output('y', new CodecLayers(graph, form).snake(x, 's', alphas.length), 'float32', [
    1,
    alphas.length,
    'L',
  ]);
  const runner = await loadGraph(graph.build(), () => alphas);
  const width = 4001;
  const ramp = Array.from({ length: width }, (_, index) => ((index - width / 2) / width) * 60);
  const signal = alphas.reduce((all: number[]) => all.concat(ramp), []);
  const { values } = (await runner.run({ x: floats(signal, [1, alphas.length, width]) })).y!;
  alphas.forEach((alpha, channel) => {
    ramp.forEach((value, index) => {
      const rounded = Math.fround(value);
      const sine = Math.sin(Math.fround(alpha * rounded));
      const expected = rounded + (sine * sine) / (alpha + 1e-9);
      // The angle's own rounding in f32 is the larger part of the error.
      const tolerance = 1e-5 + (3e-7 * (1 + Math.abs(alpha * value))) / Math.max(Math.abs(alpha), 1e-2);
      expect(Math.abs(values[channel * width + index]! - expected)).toBeLessThan(tolerance);
    });
  });
  await runner.release();
});
