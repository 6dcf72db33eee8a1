import type { Fields } from '../data/untrusted-json';
import { fail } from '../failure';
import { say } from '../sentence';
import type { CodecLayout } from './codec-layout';
import { configFields, contradict, mustBe } from './config-fields';
import { type CodecSpec, LOWEST_RATE_HZ } from './model-spec';
import { parseSemanticSpec } from './parse-semantic-spec';

/** Dimensions of every tensor of a checkpoint, by its name in the files. */
export type TensorShapes = ReadonlyMap<string, readonly number[]>;

/**
 * Caps of an untrusted config; in brackets what the published codec has. Together they bound a decoder window
 * to what a device can hold.
 */
const caps = {
  rateHz: 192_000,
  strideCount: 8,
  stride: 64,
  codebooks: 64,
  codebookSize: 65_536,
  width: 65_536,
};

/** Names that the two layouts give to the tensors whose shapes we read. Source: higgs-audio.md A.7. */
const names = {
  'hugging-face': {
    decoderIn: 'acoustic_decoder.conv1',
    decoderUp: (stage: number) => `acoustic_decoder.block.${stage}.conv_t1`,
    encoderIn: 'acoustic_encoder.conv1',
    encoderDown: (stage: number) => `acoustic_encoder.block.${stage}.conv1`,
    joint: 'fc',
    codebook: (index: number) => `quantizer.quantizers.${index}.codebook.embed`,
  },
  'first-release': {
    decoderIn: 'decoder_2.model.0',
    decoderUp: (stage: number) => `decoder_2.model.${stage + 1}.block.1`,
    encoderIn: 'encoder.block.0',
    encoderDown: (stage: number) => `encoder.block.${stage + 1}.block.4`,
    joint: 'fc_prior',
    codebook: (index: number) => `quantizer.vq.layers.${index}._codebook.embed`,
  },
} as const;

export function codecLayout(config: unknown): CodecLayout {
  const reader = configFields(config, 'codec config.json');
  if (reader.has('acoustic_model_config')) return 'hugging-face';
  if (reader.has('n_q') && reader.has('ratios')) return 'first-release';
  return reader.unexpected(
    'model_type',
    say`a Higgs Audio codec, with "acoustic_model_config" or with "n_q" and "ratios"`,
  );
}

/**
 * The first release's config lacks the inner widths, and both have misleading leftovers, so widths and the
 * number of quantisers come from the tensors; where the config states them too, they must be equal.
 * @param config parsed config.json of the codec, untrusted.
 * @param hubert parsed config.json of HuBERT; only read for the first release's layout.
 * @throws FailureError 'bad-checkpoint' that names the field or tensor.
 */
export function parseCodecSpec(config: unknown, shapes: TensorShapes, hubert?: unknown): CodecSpec {
  const layout = codecLayout(config);
  const outer = configFields(config, 'codec config.json');
  const name = names[layout];
  const strides =
    layout === 'hugging-face'
      ? modernStrides(outer)
      : outer.counts('ratios', [1, caps.strideCount], [1, caps.stride]);
  const hopLengthSamples = strides.reduce((product, stride) => product * stride, 1);
  const sampleRateHz = outer.count('sample_rate', LOWEST_RATE_HZ, caps.rateHz);

  const decoderIn = convShape(shapes, name.decoderIn);
  const encoderIn = convShape(shapes, name.encoderIn);
  const codebook = shapeOf(shapes, name.codebook(0), 2);
  const joint = shapeOf(shapes, `${name.joint}.weight`, 2);
  const spec: CodecSpec = {
    sampleRateHz,
    hopLengthSamples,
    codebookCount: codebookCount(shapes, name.codebook),
    codebookSize: within(codebook[0]!, caps.codebookSize, name.codebook(0)),
    codebookDim: within(codebook[1]!, caps.width, name.codebook(0)),
    latentSize: within(decoderIn[1]!, caps.width, name.decoderIn),
    decoderChannels: within(decoderIn[0]!, caps.width, name.decoderIn),
    encoderChannels: within(encoderIn[0]!, caps.width, name.encoderIn),
    strides,
    semantic: parseSemanticSpec(outer, layout, sampleRateHz, hopLengthSamples, hubert),
  };
  if (spec.decoderChannels % 2 ** strides.length !== 0) {
    contradict(
      outer,
      say`${spec.decoderChannels} decoder channels cannot be halved ${strides.length} times.`,
    );
  }
  strides.forEach((stride, stage) => {
    checkKernel(outer, shapes, name.decoderUp(stage), 2 * stride);
    checkKernel(outer, shapes, name.encoderDown(stage), 2 * stride);
  });
  requireEqual(outer, `${name.joint}.weight`, joint[1]!, spec.latentSize + spec.semantic.hiddenSize);
  if (layout === 'hugging-face') checkModern(outer, spec);
  else checkFirstRelease(outer, spec);
  return spec;
}

function modernStrides(outer: Fields): readonly number[] {
  const acoustic = outer.object('acoustic_model_config');
  const up = acoustic.counts('upsampling_ratios', [1, caps.strideCount], [1, caps.stride]);
  const down = acoustic.counts('downsampling_ratios', [1, caps.strideCount], [1, caps.stride]);
  if (up.join() !== down.join())
    contradict(acoustic, say`"upsampling_ratios" and "downsampling_ratios" differ.`);
  return up;
}

/** `acoustic_model_config` also has n_codebooks, codebook_dim and sampling_rate: leftovers of a stock DAC, not read. */
function checkModern(outer: Fields, spec: CodecSpec): void {
  const acoustic = outer.object('acoustic_model_config');
  requireStated(acoustic, 'hop_length', 2 ** 20, spec.hopLengthSamples);
  requireStated(acoustic, 'hidden_size', caps.width, spec.latentSize);
  requireStated(acoustic, 'decoder_hidden_size', caps.width, spec.decoderChannels);
  requireStated(acoustic, 'encoder_hidden_size', caps.width, spec.encoderChannels);
  requireStated(outer, 'codebook_size', caps.codebookSize, spec.codebookSize);
  requireStated(outer, 'codebook_dim', caps.width, spec.codebookDim);
  mustBe(outer, 'kernel_size', 3, 'required');
  mustBe(outer, 'unit_kernel_size', 3, 'required');
  for (const key of ['channel_ratios', 'strides', 'block_dilations']) mustBe(outer, key, [1, 1], 'required');
}

/** `n_filters` is unused: the first release fixes the widths in code. */
function checkFirstRelease(outer: Fields, spec: CodecSpec): void {
  requireStated(outer, 'D', caps.width, spec.latentSize);
  requireStated(outer, 'bins', caps.codebookSize, spec.codebookSize);
  requireStated(outer, 'codebook_dim', caps.width, spec.codebookDim);
  requireStated(outer, 'n_q', caps.codebooks, spec.codebookCount);
}

/** Reads a count that must be what the tensors say. */
function requireStated(reader: Fields, key: string, cap: number, found: number): void {
  requireEqual(reader, key, reader.count(key, 1, cap), found);
}

function requireEqual(reader: Fields, what: string, stated: number, found: number): void {
  if (stated !== found)
    contradict(reader, say`"${what}" says ${stated}, but the rest of the checkpoint says ${found}.`);
}

function codebookCount(shapes: TensorShapes, codebook: (index: number) => string): number {
  let count = 0;
  while (count <= caps.codebooks && shapes.has(codebook(count))) count++;
  return within(count, caps.codebooks, codebook(count));
}

/** A convolution's weight, folded or still in its weight-norm parts (either spelling). */
function convShape(shapes: TensorShapes, module: string): readonly number[] {
  const spellings = [`${module}.weight_v`, `${module}.parametrizations.weight.original1`];
  const found = spellings.find((spelling) => shapes.has(spelling)) ?? `${module}.weight`;
  return shapeOf(shapes, found, 3);
}

function checkKernel(outer: Fields, shapes: TensorShapes, module: string, kernel: number): void {
  const found = convShape(shapes, module)[2]!;
  if (found !== kernel)
    contradict(outer, say`${module} has kernel ${found}, but its stride asks for ${kernel}.`);
}

function shapeOf(shapes: TensorShapes, tensor: string, rank: number): readonly number[] {
  const shape = shapes.get(tensor);
  if (!shape)
    fail('bad-checkpoint', say`The codec has no tensor "${tensor}"; is it the right file?`, { tensor });
  if (shape.length !== rank) {
    fail(
      'bad-checkpoint',
      say`The codec's tensor "${tensor}" has ${shape.length} dimensions instead of ${rank}.`,
      { tensor },
    );
  }
  return shape;
}

function within(count: number, cap: number, tensor: string): number {
  if (Number.isInteger(count) && count >= 1 && count <= cap) return count;
  fail(
    'bad-checkpoint',
    say`The codec's tensor "${tensor}" gives a count of ${count}; 1 to ${cap} can be used.`,
    { tensor },
  );
}
