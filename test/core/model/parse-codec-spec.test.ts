import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { parseCodecSpec, type TensorShapes } from '../../../src/core/model/parse-codec-spec';
import { parseModelSpec } from '../../../src/core/model/parse-model-spec';
import * as published from './published-configs';

function failureOf(work: () => unknown) {
  try {
    work();
  } catch (error) {
    if (error instanceof FailureError) return error.failure;
    throw error;
  }
  throw new Error('nothing failed');
}

test('the two published layouts describe the same codec, leftovers and all', () => {
  const modern = parseCodecSpec(published.huggingFaceCodec(), published.huggingFaceShapes());
  const first = parseCodecSpec(
    published.firstReleaseCodec(),
    published.firstReleaseShapes(),
    published.hubert(),
  );
  expect(first).toEqual(modern);
  expect(modern).toMatchObject({
    sampleRateHz: 24000,
    hopLengthSamples: 960,
    codebookCount: 8,
    codebookSize: 1024,
    codebookDim: 64,
    latentSize: 256,
    decoderChannels: 1024,
    encoderChannels: 64,
    strides: [8, 5, 4, 2, 3],
  });
  expect(modern.semantic).toMatchObject({
    sampleRateHz: 16000,
    hiddenSize: 768,
    layerCount: 12,
    frameStride: 2,
  });
});

describe('a codec whose config and tensors disagree is refused', () => {
  const changedShape = (name: string, shape: readonly number[] | null): TensorShapes => {
    const shapes = published.huggingFaceShapes();
    if (shape) shapes.set(name, shape);
    else shapes.delete(name);
    return shapes;
  };
  const shapes: readonly [string, string, readonly number[] | null, RegExp][] = [
    ['a decoder of other width', 'acoustic_decoder.conv1.weight', [512, 256, 7], /decoder_hidden_size/],
    ['a missing tensor', 'acoustic_encoder.conv1.weight', null, /acoustic_encoder\.conv1\.weight/],
    ['a tensor of other rank', 'fc.weight', [1024], /fc\.weight/],
    ['a kernel that fits no stride', 'acoustic_decoder.block.0.conv_t1.weight', [1024, 512, 10], /block\.0/],
    ['a joint width of neither branch', 'fc.weight', [1000, 1000], /fc\.weight/],
    ['no quantisers', 'quantizer.quantizers.0.codebook.embed', null, /quantizers\.0/],
    ['a codebook of no codes', 'quantizer.quantizers.0.codebook.embed', [0, 64], /codebook/],
  ];
  test.each(shapes)('%s', (_, name, shape, message) => {
    const failure = failureOf(() => parseCodecSpec(published.huggingFaceCodec(), changedShape(name, shape)));
    expect(failure.kind).toBe('bad-checkpoint');
    expect(failure.message).toMatch(message);
  });

  const modern: readonly [string, Record<string, unknown>, RegExp][] = [
    ['no known kind', { acoustic_model_config: undefined }, /codec/i],
    [
      'ratios that differ',
      {
        acoustic_model_config: {
          ...published.huggingFaceCodec().acoustic_model_config,
          downsampling_ratios: [2],
        },
      },
      /ratios/,
    ],
    [
      'another hop',
      { acoustic_model_config: { ...published.huggingFaceCodec().acoustic_model_config, hop_length: 512 } },
      /hop_length/,
    ],
    [
      'a large HuBERT',
      { semantic_model_config: { ...published.hubert(), do_stable_layer_norm: true } },
      /do_stable_layer_norm/,
    ],
    ['a rate that splits no frame', { semantic_sample_rate: 12345 }, /whole number/],
    [
      'convolutions of unequal lists',
      { semantic_model_config: { ...published.hubert(), conv_dim: [512] } },
      /conv_dim/,
    ],
  ];
  test.each(modern)('%s', (_, change, message) => {
    const config = { ...published.huggingFaceCodec(), ...change };
    expect(failureOf(() => parseCodecSpec(config, published.huggingFaceShapes())).message).toMatch(message);
  });

  test('the first release without the config of HuBERT', () => {
    const failure = failureOf(() =>
      parseCodecSpec(published.firstReleaseCodec(), published.firstReleaseShapes()),
    );
    expect(failure.message).toContain('HuBERT');
  });

  test('a number of quantisers that the tensors do not have', () => {
    const config = { ...published.firstReleaseCodec(), n_q: 12 };
    const work = () => parseCodecSpec(config, published.firstReleaseShapes(), published.hubert());
    expect(failureOf(work).message).toContain('n_q');
  });
});

test('a codec and a model with different codebooks do not belong together', () => {
  const configs = {
    language: published.huggingFaceLanguage(),
    codec: published.huggingFaceCodec(),
    codecShapes: published.huggingFaceShapes(),
  };
  expect(parseModelSpec(configs).language.family).toBe('higgs-audio-v2');
  const other = { ...configs, language: { ...published.huggingFaceLanguage(), num_codebooks: 12 } };
  expect(failureOf(() => parseModelSpec(other)).message).toContain('12');
});
