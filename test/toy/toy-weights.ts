import { codecFileName } from '../../src/core/checkpoint/codec-names';
import { languageFileName } from '../../src/core/checkpoint/language-names';
import {
  acousticDecoderTensors,
  encoderTensors,
  latentProjectionTensors,
  type NamedShape,
} from '../../src/core/importer/codec-tensors';
import type { CodecLayout } from '../../src/core/model/codec-layout';
import type { CodecSpec } from '../../src/core/model/model-spec';
import type { LanguageLayout } from '../../src/core/model/parse-language-spec';
import { type ToyShape, toyCodecSpec } from './toy-shape';
import { elementCount, seedOf, type ToyTensor, uniform } from './toy-tensor';

/** Deviation of the audio logits: wide enough for clear choices, narrow enough for varied ones. */
const LOGIT_DEVIATION = 3;
/** The logit that ends speech varies more, so that babble lasts some seconds and not minutes. */
const END_GAIN = 1.3;
/** Loudness of the untrained codec: peaks stay below full scale. */
const OUTPUT_GAIN = 0.05;
const RESIDUAL_GAIN = 0.2;

/** Every tensor keeps variance about 1 from its input to its output, so that depth does not matter. */
export function languageTensors(
  shape: ToyShape,
  vocabularySize: number,
  layout: LanguageLayout,
  seed: number,
): ToyTensor[] {
  const { hiddenSize, headDim, headCount, keyValueHeadCount, feedForwardSize, layerCount } = shape.language;
  const audioRows = shape.codebookCount * (shape.codebookSize + 2);
  const isThird = isThirdRelease(layout);
  const fileName = languageFileName(layout);
  const tensors: ToyTensor[] = [];
  const add = (name: string, dims: readonly number[], deviation: number, centre = 0): void => {
    tensors.push({ name: fileName(name), dims, valueAt: uniform(seedOf(seed, name), deviation, centre) });
  };
  const linear = (name: string, outputs: number, inputs: number, gain = 1): void =>
    add(`${name}.weight`, [outputs, inputs], gain / Math.sqrt(inputs));
  add('model.embed_tokens.weight', [vocabularySize, hiddenSize], 1);
  const headDeviation = LOGIT_DEVIATION / Math.sqrt(hiddenSize);
  const columnDeviation = isThird ? headDeviation : 1 / Math.sqrt(shape.codebookCount);
  add('model.embed_audio_tokens.embed_audio_tokens.weight', [audioRows, hiddenSize], columnDeviation);
  if (isThird) tensors.push(endingSooner(tensors.pop()!, shape));
  for (let index = 0; index < layerCount; index++) {
    const at = `model.layers.${index}`;
    for (const norm of isThird ? norms : norms.flatMap((name) => [name, `audio_${name}`])) {
      add(`${at}.${norm}_layernorm.weight`, [hiddenSize], 0.1, 1);
    }
    if (isThird) {
      for (const norm of ['q_norm', 'k_norm']) add(`${at}.self_attn.${norm}.weight`, [headDim], 0.1, 1);
    }
    linear(`${at}.self_attn.q_proj`, headCount * headDim, hiddenSize);
    linear(`${at}.self_attn.k_proj`, keyValueHeadCount * headDim, hiddenSize);
    linear(`${at}.self_attn.v_proj`, keyValueHeadCount * headDim, hiddenSize);
    linear(`${at}.self_attn.o_proj`, hiddenSize, headCount * headDim);
    for (const path of isThird ? ['mlp'] : ['mlp', 'audio_mlp']) {
      linear(`${at}.${path}.gate_proj`, feedForwardSize, hiddenSize);
      linear(`${at}.${path}.up_proj`, feedForwardSize, hiddenSize);
      linear(`${at}.${path}.down_proj`, hiddenSize, feedForwardSize, 2);
    }
  }
  add('model.norm.weight', [hiddenSize], 0.1, 1);
  if (layout === 'mlx-third-release') return tensors;
  if (isThird) {
    return [
      ...tensors,
      unreadable('tied.head.text_head.weight', [vocabularySize, hiddenSize]),
      unreadable('tied.head.modality_heads.0.weight', [audioRows, hiddenSize]),
    ];
  }
  add('audio_lm_head.weight', [audioRows, hiddenSize], headDeviation);
  tensors.push(endingSooner(tensors.pop()!, shape));
  tensors.push(
    unreadable(fileName('audio_lm_head.weight').replace('audio_lm', 'text_lm'), [vocabularySize, hiddenSize]),
  );
  return tensors;
}

export const isThirdRelease = (layout: LanguageLayout): boolean =>
  layout === 'third-release' || layout === 'mlx-third-release';

const norms: readonly string[] = ['input', 'post_attention'];

function endingSooner(head: ToyTensor, { codebookSize, language }: ToyShape): ToyTensor {
  const isEnd = (index: number) => Math.floor(index / language.hiddenSize) === codebookSize + 1;
  return { ...head, valueAt: (index) => head.valueAt(index) * (isEnd(index) ? END_GAIN : 1) };
}

/** Tensors that the importer must not read are not numbers, so that reading them is an error. */
function unreadable(name: string, dims: readonly number[]): ToyTensor {
  return { name, dims, valueAt: () => Number.NaN };
}

/** @param weightNorm whether convolutions are stored as direction and length (always so in the first release). */
export function codecTensors(
  shape: ToyShape,
  layout: CodecLayout,
  weightNorm: boolean,
  seed: number,
): ToyTensor[] {
  const spec = toyCodecSpec(shape);
  const fileName = codecFileName(layout, spec.strides.length);
  const shapes = new Map([
    ...acousticDecoderTensors(spec),
    ...encoderTensors(spec),
    ...latentProjectionTensors(spec),
  ]);
  const tensors = [...shapes].flatMap(([name, dims]) => {
    const tensor = { name: fileName(name), dims, valueAt: codecValues([name, dims], shape, seed) };
    if (name.includes('pos_conv_embed.conv.weight')) return positionalNorm(tensor);
    return weightNorm && name.startsWith('acoustic_') && name.endsWith('.weight')
      ? firstDimNorm(tensor)
      : [tensor];
  });
  return [...tensors, ...trainingShapes(spec).map(([name, dims]) => unreadable(fileName(name), dims))];
}

/** What published codecs keep of their training besides. Source: higgs-audio.md A.7. */
function trainingShapes(spec: CodecSpec): NamedShape[] {
  const { codebookCount, codebookSize, codebookDim, latentSize } = spec;
  const width = spec.semantic.hiddenSize;
  return [
    ...Array.from({ length: codebookCount }, (_, codebook): NamedShape[] => {
      const at = `quantizer.quantizers.${codebook}.codebook`;
      return [
        [`${at}.embed_avg`, [codebookSize, codebookDim]],
        [`${at}.cluster_size`, [codebookSize]],
        [`${at}.inited`, [1]],
      ];
    }).flat(),
    ['fc1.weight', [width, latentSize + width]],
    ['fc1.bias', [width]],
    ['decoder_semantic.conv1.weight', [width, width, 3]],
    ...encoderTensors(spec)
      .filter(([name]) => name.startsWith('encoder_semantic.conv_blocks.'))
      .map(([name, dims]): NamedShape => [name.replace('encoder', 'decoder'), dims]),
    ['decoder_semantic.conv2.weight', [width, width, 3]],
    ['semantic_model.masked_spec_embed', [width]],
  ];
}

function codecValues([name, dims]: NamedShape, shape: ToyShape, seed: number): (index: number) => number {
  const own = seedOf(seed, name);
  if (name.endsWith('.alpha')) return uniform(own, 0.3, 1);
  if (/layer_norm\.weight$/.test(name)) return uniform(own, 0.1, 1);
  if (name.endsWith('.bias')) return uniform(own, 0.02);
  if (name.endsWith('.embed')) return uniform(own, 1);
  if (name.endsWith('conv_t1.weight')) return uniform(own, 1 / Math.sqrt(2 * dims[0]!));
  const fanIn = elementCount(dims.slice(1));
  const gain =
    name === 'acoustic_decoder.conv2.weight'
      ? OUTPUT_GAIN
      : /res_unit\d\.conv2/.test(name)
        ? RESIDUAL_GAIN
        : name === 'fc2.weight'
          ? 1 / Math.sqrt(shape.codebookCount)
          : 1;
  return uniform(own, gain / Math.sqrt(fanIn));
}

/** w as a length per index of dim 0 and a direction of another length, which folding must undo. */
function firstDimNorm({ name, dims, valueAt }: ToyTensor): ToyTensor[] {
  const module = name.slice(0, -'.weight'.length);
  const rowLength = elementCount(dims.slice(1));
  const stretch = (row: number) => 1.5 + (row % 3);
  return [
    {
      name: `${module}.weight_g`,
      dims: [dims[0]!, 1, 1],
      valueAt: (row) => norm(rowLength, (i) => valueAt(row * rowLength + i)),
    },
    {
      name: `${module}.weight_v`,
      dims,
      valueAt: (index) => valueAt(index) * stretch(Math.floor(index / rowLength)),
    },
  ];
}

/** HuBERT's positional convolution keeps its norm over the taps in every published file. */
function positionalNorm({ name, dims, valueAt }: ToyTensor): ToyTensor[] {
  const module = name.slice(0, -'.weight'.length);
  const taps = dims[2]!;
  const rows = elementCount(dims) / taps;
  return [
    {
      name: `${module}.parametrizations.weight.original0`,
      dims: [1, 1, taps],
      valueAt: (tap) => norm(rows, (i) => valueAt(i * taps + tap)),
    },
    { name: `${module}.parametrizations.weight.original1`, dims, valueAt: (index) => 2 * valueAt(index) },
  ];
}

function norm(count: number, valueAt: (index: number) => number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += valueAt(i) ** 2;
  return Math.sqrt(sum);
}
