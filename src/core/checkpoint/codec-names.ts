import type { CodecLayout } from '../model/codec-layout';

/**
 * Hugging Face name of a codec tensor → its name in the files of the given layout. Source: higgs-audio.md A.7.
 * @param stageCount number of down- and upsampling stages (5 in the published codec).
 */
export function codecFileName(layout: CodecLayout, stageCount: number): (huggingFaceName: string) => string {
  if (layout === 'hugging-face') return (name) => name;
  return (name) => {
    for (const [pattern, replacement] of firstReleaseRules(stageCount)) {
      const match = pattern.exec(name);
      if (match) return replacement(match.slice(1));
    }
    return name; // semantic_model.* has the same names in both
  };
}

type Rule = readonly [RegExp, (parts: string[]) => string];

/** Index of a layer inside a residual unit, which the first release numbers and Hugging Face names. */
const unitLayer: Readonly<Record<string, number>> = { snake1: 0, conv1: 1, snake2: 2, conv2: 3 };

function firstReleaseRules(stageCount: number): readonly Rule[] {
  const next = (stage: string | undefined) => Number(stage) + 1;
  return [
    [/^acoustic_encoder\.conv1\.(\w+)$/, ([x]) => `encoder.block.0.${x}`],
    [
      /^acoustic_encoder\.block\.(\d+)\.res_unit(\d)\.(\w+)\.(\w+)$/,
      ([stage, unit, layer, x]) =>
        `encoder.block.${next(stage)}.block.${Number(unit) - 1}.block.${unitLayer[layer!]}.${x}`,
    ],
    [
      /^acoustic_encoder\.block\.(\d+)\.snake1\.(\w+)$/,
      ([stage, x]) => `encoder.block.${next(stage)}.block.3.${x}`,
    ],
    [
      /^acoustic_encoder\.block\.(\d+)\.conv1\.(\w+)$/,
      ([stage, x]) => `encoder.block.${next(stage)}.block.4.${x}`,
    ],
    [/^acoustic_encoder\.snake1\.(\w+)$/, ([x]) => `encoder.block.${stageCount + 1}.${x}`],
    [/^acoustic_encoder\.conv2\.(\w+)$/, ([x]) => `encoder.block.${stageCount + 2}.${x}`],
    [/^acoustic_decoder\.conv1\.(\w+)$/, ([x]) => `decoder_2.model.0.${x}`],
    [
      /^acoustic_decoder\.block\.(\d+)\.snake1\.(\w+)$/,
      ([stage, x]) => `decoder_2.model.${next(stage)}.block.0.${x}`,
    ],
    [
      /^acoustic_decoder\.block\.(\d+)\.conv_t1\.(\w+)$/,
      ([stage, x]) => `decoder_2.model.${next(stage)}.block.1.${x}`,
    ],
    [
      /^acoustic_decoder\.block\.(\d+)\.res_unit(\d)\.(\w+)\.(\w+)$/,
      ([stage, unit, layer, x]) =>
        `decoder_2.model.${next(stage)}.block.${Number(unit) + 1}.block.${unitLayer[layer!]}.${x}`,
    ],
    [/^acoustic_decoder\.snake1\.(\w+)$/, ([x]) => `decoder_2.model.${stageCount + 1}.${x}`],
    [/^acoustic_decoder\.conv2\.(\w+)$/, ([x]) => `decoder_2.model.${stageCount + 2}.${x}`],
    [
      /^quantizer\.quantizers\.(\d+)\.codebook\.(\w+)$/,
      ([k, x]) => `quantizer.vq.layers.${k}._codebook.${x}`,
    ],
    [
      /^quantizer\.quantizers\.(\d+)\.(\w+)\.(\w+)$/,
      ([k, layer, x]) => `quantizer.vq.layers.${k}.${layer}.${x}`,
    ],
    [/^fc\.(\w+)$/, ([x]) => `fc_prior.${x}`],
    [/^fc([12])\.(\w+)$/, ([n, x]) => `fc_post${n}.${x}`],
    // Every convolution of these is wrapped in another module, but the second one of a residual unit.
    [
      /^((?:en|de)coder_semantic\.(?:conv_blocks\.\d+\.(?:res_units\.\d+\.conv1|conv)|conv[12]?))\.(\w+)$/,
      ([conv, x]) => `${conv}.conv.${x}`,
    ],
  ];
}
