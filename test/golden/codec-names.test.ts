import { expect, test } from 'vitest';
import { openCatalogue } from '../../src/core/checkpoint/tensor-catalogue';
import { folderCheckpoint } from '../../src/platform/node/folder-files';
import { toyShape } from '../toy/toy-shape';
import { codecTensors } from '../toy/toy-weights';
import { goldenPath } from './golden';

test.each([
  ['codec-hf', 'hugging-face', false],
  ['codec-boson', 'first-release', true],
] as const)('%s has the tensors that toy codecs have, by name', async (folder, layout, weightNorm) => {
  const files = folderCheckpoint(goldenPath(folder));
  const { tensors } = await openCatalogue(files, 'codec', new AbortController().signal);
  const names = [...tensors.keys()];
  const countOf = (part: RegExp) => new Set(names.flatMap((name) => part.exec(name)?.[0] ?? [])).size;
  const layerCount = countOf(/^semantic_model\.encoder\.layers\.\d+/);
  const codebookCount = countOf(/^quantizer\.(quantizers|vq\.layers)\.\d+/);
  const stageCount = countOf(/^(acoustic_decoder\.block|decoder_2\.model)\.\d+(?=\.(block|snake1)\b.*\.)/);
  const { codec } = toyShape;
  const shape = {
    ...toyShape,
    codebookCount,
    codec: {
      ...codec,
      strides: new Array<number>(stageCount).fill(2),
      semantic: { ...codec.semantic, layerCount },
    },
  };
  const own = codecTensors(shape, layout, weightNorm, 1).map(({ name }) => name);
  expect(own.sort()).toEqual(names.sort());
});
