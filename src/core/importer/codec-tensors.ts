import type { CodecSpec } from '../model/model-spec';

/** A tensor's Hugging Face name and shape. */
export type NamedShape = readonly [name: string, dims: readonly number[]];

/** Fixed by the architecture. Source: higgs-audio.md A.7 and G.2 to G.4. */
const OUTER_KERNEL = 7;
const LATENT_KERNEL = 3;
const SEMANTIC_KERNEL = 3;
const RESIDUAL_UNITS = 3;
const SEMANTIC_BLOCKS = 2;
const SEMANTIC_UNITS = 2;

/** A weight and the bias of its rows: a convolution `[out, in, kernel]`, a linear layer `[out, in]`, a norm. */
function affine(module: string, ...dims: readonly [rows: number, ...number[]]): NamedShape[] {
  return [
    [`${module}.weight`, dims],
    [`${module}.bias`, [dims[0]]],
  ];
}

function snake(module: string, channels: number): NamedShape {
  return [`${module}.alpha`, [1, channels, 1]];
}

function residualUnits(module: string, channels: number): NamedShape[] {
  return Array.from({ length: RESIDUAL_UNITS }, (_, unit) => `${module}.res_unit${unit + 1}`).flatMap(
    (at) => [
      snake(`${at}.snake1`, channels),
      ...affine(`${at}.conv1`, channels, channels, OUTER_KERNEL),
      snake(`${at}.snake2`, channels),
      ...affine(`${at}.conv2`, channels, channels, 1),
    ],
  );
}

/** The decoder behind the folded code table. */
export function acousticDecoderTensors(spec: CodecSpec): NamedShape[] {
  const at = 'acoustic_decoder';
  const last = spec.decoderChannels / 2 ** spec.strides.length;
  return [
    ...affine(`${at}.conv1`, spec.decoderChannels, spec.latentSize, OUTER_KERNEL),
    ...spec.strides.flatMap((stride, stage) => {
      const channels = spec.decoderChannels / 2 ** stage;
      const block = `${at}.block.${stage}`;
      return [
        snake(`${block}.snake1`, channels),
        // Transposed: the input channels come first.
        [`${block}.conv_t1.weight`, [channels, channels / 2, 2 * stride]] as const,
        [`${block}.conv_t1.bias`, [channels / 2]] as const,
        ...residualUnits(block, channels / 2),
      ];
    }),
    snake(`${at}.snake1`, last),
    ...affine(`${at}.conv2`, 1, last, OUTER_KERNEL),
  ];
}

/** Tensors that turn codes into the latent: folded into one table, so not in the package as such. */
export function codeProjectionTensors(spec: CodecSpec, codebook: number): NamedShape[] {
  const at = `quantizer.quantizers.${codebook}`;
  return [
    [`${at}.codebook.embed`, [spec.codebookSize, spec.codebookDim]],
    ...affine(`${at}.project_out`, spec.latentSize + spec.semantic.hiddenSize, spec.codebookDim),
  ];
}

export function latentProjectionTensors(spec: CodecSpec): NamedShape[] {
  return affine('fc2', spec.latentSize, spec.latentSize + spec.semantic.hiddenSize);
}

/** Tensors of the codec's encoder. */
export function encoderTensors(spec: CodecSpec): NamedShape[] {
  const joint = spec.latentSize + spec.semantic.hiddenSize;
  return [
    ...acousticEncoderTensors(spec),
    ...hubertTensors(spec),
    ...semanticEncoderTensors(spec.semantic.hiddenSize),
    ...affine('fc', joint, joint),
    ...Array.from({ length: spec.codebookCount }, (_, codebook) => [
      ...affine(`quantizer.quantizers.${codebook}.project_in`, spec.codebookDim, joint),
      ...codeProjectionTensors(spec, codebook),
    ]).flat(),
  ];
}

function acousticEncoderTensors(spec: CodecSpec): NamedShape[] {
  const at = 'acoustic_encoder';
  const last = spec.encoderChannels * 2 ** spec.strides.length;
  return [
    ...affine(`${at}.conv1`, spec.encoderChannels, 1, OUTER_KERNEL),
    ...spec.strides.flatMap((stride, stage) => {
      const channels = spec.encoderChannels * 2 ** stage;
      const block = `${at}.block.${stage}`;
      return [
        ...residualUnits(block, channels),
        snake(`${block}.snake1`, channels),
        ...affine(`${block}.conv1`, 2 * channels, channels, 2 * stride),
      ];
    }),
    snake(`${at}.snake1`, last),
    ...affine(`${at}.conv2`, spec.latentSize, last, LATENT_KERNEL),
  ];
}

function hubertTensors({ semantic }: CodecSpec): NamedShape[] {
  const at = 'semantic_model';
  const { convChannels, convKernels, hiddenSize, feedForwardSize } = semantic;
  const width = convChannels.at(-1)!;
  return [
    ...convChannels.map(
      (channels, index): NamedShape => [
        `${at}.feature_extractor.conv_layers.${index}.conv.weight`,
        [channels, index === 0 ? 1 : convChannels[index - 1]!, convKernels[index]!],
      ],
    ),
    ...affine(`${at}.feature_extractor.conv_layers.0.layer_norm`, convChannels[0]!),
    ...affine(`${at}.feature_projection.layer_norm`, width),
    ...affine(`${at}.feature_projection.projection`, hiddenSize, width),
    ...affine(
      `${at}.encoder.pos_conv_embed.conv`,
      hiddenSize,
      hiddenSize / semantic.positionGroups,
      semantic.positionKernel,
    ),
    ...affine(`${at}.encoder.layer_norm`, hiddenSize),
    ...Array.from({ length: semantic.layerCount }, (_, index) => {
      const block = `${at}.encoder.layers.${index}`;
      return [
        ...['q', 'k', 'v', 'out'].flatMap((name) =>
          affine(`${block}.attention.${name}_proj`, hiddenSize, hiddenSize),
        ),
        ...affine(`${block}.layer_norm`, hiddenSize),
        ...affine(`${block}.feed_forward.intermediate_dense`, feedForwardSize, hiddenSize),
        ...affine(`${block}.feed_forward.output_dense`, hiddenSize, feedForwardSize),
        ...affine(`${block}.final_layer_norm`, hiddenSize),
      ];
    }).flat(),
  ];
}

function semanticEncoderTensors(width: number): NamedShape[] {
  const at = 'encoder_semantic';
  return [
    [`${at}.conv.weight`, [width, width, SEMANTIC_KERNEL]],
    ...Array.from({ length: SEMANTIC_BLOCKS }, (_, block) => [
      ...Array.from({ length: SEMANTIC_UNITS }, (_, index): NamedShape[] => {
        const unit = `${at}.conv_blocks.${block}.res_units.${index}`;
        return [
          [`${unit}.conv1.weight`, [width, width, SEMANTIC_KERNEL]],
          [`${unit}.conv2.weight`, [width, width, 1]],
        ];
      }).flat(),
      ...affine(`${at}.conv_blocks.${block}.conv`, width, width, SEMANTIC_KERNEL),
    ]).flat(),
  ];
}
