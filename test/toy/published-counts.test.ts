import { describe, expect, test } from 'vitest';
import { mlxTensors } from './mlx-files';
import { publishedForms, publishedShapes } from './published-shapes';
import { tiledParts } from './tiled-values';
import { elementCount, type ToyTensor } from './toy-tensor';
import { codecTensors, languageTensors } from './toy-weights';

const elements = (tensors: readonly ToyTensor[]) =>
  tensors.reduce((sum, { dims }) => sum + elementCount(dims), 0);
const shape = publishedShapes['3b'];

// The counts of the published files. Source: higgs-audio.md A.2, A.5, A.7, H.3.
describe('a toy of full size has as many tensors as the published files', () => {
  test.each(['hugging-face', 'first-release'] as const)('the language model of V2, %s', (layout) => {
    const tensors = languageTensors(shape, publishedForms['3b'].vocabularySize, layout, 1);
    expect(tensors).toHaveLength(397);
    expect(elements(tensors)).toBe(5_771_283_456);
  });

  test('the language model of V3, with both doubled heads', () => {
    const { vocabularySize } = publishedForms['4b'];
    const tensors = languageTensors(publishedShapes['4b'], vocabularySize, 'third-release', 1);
    // 397 of the backbone (with the text table the 398 that ports count), two tables, two doubled heads.
    expect(tensors).toHaveLength(401);
    expect(elements(tensors) + 201_401_321).toBe(4_654_850_537);
  });

  // Source: mlx-audio's documentation for V2, the repository's own count for V3.
  test.each([
    ['3b', 'first-release', 8, 961, 6_179_592_192],
    ['3b', 'first-release', 6, 961, 4_749_465_600],
  ] as const)('what MLX makes of the %s of the %s with %i bits', (form, layout, bits, tensorCount, bytes) => {
    const { vocabularySize } = publishedForms[form];
    const mlx = { bits, groupSize: 64, parts: tiledParts(1) };
    const stored = mlxTensors(languageTensors(publishedShapes[form], vocabularySize, layout, 1), 'BF16', mlx);
    expect(stored).toHaveLength(tensorCount);
    expect(stored.reduce((sum, { file }) => sum + file.byteLength, 0)).toBe(bytes);
  });

  test.each([
    ['hugging-face', false, 528, 201_401_321],
    ['first-release', true, 602, 201_426_474],
  ] as const)('the codec, %s', (layout, weightNorm, tensorCount, total) => {
    const tensors = codecTensors(shape, layout, weightNorm, 1);
    expect(tensors).toHaveLength(tensorCount);
    expect(elements(tensors)).toBe(total);
  });

  test('of the codec, as much of every part as the first release has', () => {
    const parts: Record<string, number> = {};
    for (const tensor of codecTensors(shape, 'first-release', true, 1)) {
      const part = tensor.name.split('.')[0]!;
      parts[part] = (parts[part] ?? 0) + elementCount(tensor.dims);
    }
    expect(parts).toEqual({
      encoder: 51_330_688,
      decoder_2: 20_247_074,
      semantic_model: 94_371_712,
      encoder_semantic: 14_747_136,
      decoder_semantic: 16_516_608,
      quantizer: 2_114_056,
      fc_prior: 1_049_600,
      fc_post1: 787_200,
      fc_post2: 262_400,
    });
  });
});
