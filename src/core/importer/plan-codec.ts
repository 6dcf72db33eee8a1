import type { CheckpointWeights } from '../checkpoint/checkpoint-weights';
import type { CodecSpec } from '../model/model-spec';
import type { Precision } from '../package/manifest';
import { codec, codecTable, codecTableBias } from '../package/tensor-names';
import { foldCodeTable } from './code-table';
import { acousticDecoderTensors, encoderTensors } from './codec-tensors';
import type { PlannedTensor, Storage } from './planned-tensor';

/**
 * Decoder weights are stored as f16 where that is only rounding (see Storage); the network still computes in
 * f32. Snakes, biases and the encoder stay f32: coarser encoder weights change the fine codebooks' choices,
 * and the encoder is read only to clone a voice. Source: higgs-audio.md G.8.
 */
export function planCodec(
  spec: CodecSpec,
  weights: CheckpointWeights,
  precision: Precision,
  withCloning = true,
): PlannedTensor[] {
  const large: Storage = precision === 'f32' ? 'f32' : 'f16-if-faithful';
  const { table, bias } = foldCodeTable(spec, weights);
  const decoder = { group: 'codec decoder', family: 'codec-decoder' } as const;
  const encoder = { group: 'codec encoder', family: 'codec-encoder' } as const;
  return [
    { name: codecTable, ...decoder, storage: large, dims: table.dims, rows: table },
    { name: codecTableBias, ...decoder, storage: 'f32', dims: bias.dims, rows: bias },
    ...acousticDecoderTensors(spec).map(([name, dims]): PlannedTensor => {
      const storage = name.endsWith('.weight') ? large : 'f32';
      return { name: codec(name), ...decoder, storage, dims, rows: weights.weight(name, dims) };
    }),
    ...(withCloning ? encoderTensors(spec) : []).map(([name, dims]): PlannedTensor => {
      return { name: codec(name), ...encoder, storage: 'f32', dims, rows: weights.weight(name, dims) };
    }),
  ];
}
