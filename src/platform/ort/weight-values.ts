import { encodeHalves } from '../../core/data/half-float';
import { assert } from '../../core/failure';
import type { WeightBinding } from '../../core/graph/built-graph';
import type { RopeTables } from '../../core/model/rope';
import type { ModelPackage } from '../../core/package/model-package';
import { quantised, scales } from '../../core/package/tensor-names';
import { dequantiseRows } from '../../core/quantise/block-quantise';

/** f16 as its bits. */
export type WeightArray = Float32Array | Uint16Array | Uint8Array;

/**
 * The values of one weight of a graph, converted from what the package stores.
 * @param rope tables with as many rows as the binding shall have; null for graphs without rope bindings.
 */
export async function weightValues(
  model: ModelPackage,
  binding: WeightBinding,
  rope: RopeTables | null,
  signal: AbortSignal,
): Promise<WeightArray> {
  if (binding.dtype === 'uint8') {
    assert(binding.source.type === 'tensor', `bytes of ${binding.name} are taken as they are stored`);
    const { tensor, rows } = binding.source;
    if (!rows) return model.readBytes(tensor, signal);
    const { byteLength, dims } = model.tensor(tensor);
    const rowBytes = byteLength / dims[0]!;
    return model.readBytes(tensor, signal, rows.from * rowBytes, rows.count * rowBytes);
  }
  const values = await floatValues(model, binding, rope, signal);
  return binding.dtype === 'float16' ? encodeHalves(values) : values;
}

async function floatValues(
  model: ModelPackage,
  { source, dims, name }: WeightBinding,
  rope: RopeTables | null,
  signal: AbortSignal,
): Promise<Float32Array> {
  switch (source.type) {
    case 'tensor':
      return model.readFloats(source.tensor, signal, source.rows?.from, source.rows?.count);
    case 'transposed': {
      const { tensor, rows } = source;
      return transposed(await model.readFloats(tensor, signal, rows?.from, rows?.count), dims[0]!, dims[1]!);
    }
    case 'dequantised': {
      const [inputs, outputs] = [dims[0]!, dims[1]!];
      const ints = await model.readBytes(quantised(source.tensor), signal);
      const halves = (await model.readBytes(scales(source.tensor), signal)).slice();
      const rows = dequantiseRows(ints, new Uint16Array(halves.buffer), inputs, source.bits);
      return transposed(rows, inputs, outputs);
    }
    case 'upsampling': {
      const [inputs, outputs, kernel] = model.tensor(source.tensor).dims as [number, number, number];
      return upsamplingWeight(await model.readFloats(source.tensor, signal), inputs, outputs, kernel / 2);
    }
    case 'repeated': {
      const stored = await model.readFloats(source.tensor, signal);
      return Float32Array.from(
        { length: stored.length * source.times },
        (_, i) => stored[Math.floor(i / source.times)]!,
      );
    }
    case 'rope-cos':
    case 'rope-sin':
      assert(rope !== null, `${name} needs rope tables`);
      return source.type === 'rope-cos' ? rope.cos : rope.sin;
  }
}

/** @param stored `[outputs, inputs]`. @returns `[inputs, outputs]`. */
function transposed(stored: Float32Array, inputs: number, outputs: number): Float32Array {
  const values = new Float32Array(stored.length);
  for (let output = 0; output < outputs; output++) {
    for (let input = 0; input < inputs; input++) {
      values[input * outputs + output] = stored[output * inputs + input]!;
    }
  }
  return values;
}

/**
 * @param stored weight `[inputs, outputs, 2 * stride]` of a transposed convolution.
 * @returns `[outputs * stride, inputs, 2]`, see WeightBinding.
 */
function upsamplingWeight(
  stored: Float32Array,
  inputs: number,
  outputs: number,
  stride: number,
): Float32Array {
  const values = new Float32Array(stored.length);
  for (let input = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) {
      const from = (input * outputs + output) * 2 * stride;
      for (let phase = 0; phase < stride; phase++) {
        const to = ((output * stride + phase) * inputs + input) * 2;
        values[to] = stored[from + phase + stride]!;
        values[to + 1] = stored[from + phase]!;
      }
    }
  }
  return values;
}
