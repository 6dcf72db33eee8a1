import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { importModel } from '../../src/core/importer/import-model';
import { folderPackageWriter } from '../../src/platform/node/folder-package-writer';
import { toyShape } from '../../test/toy/toy-shape';
import { toyCheckpoint } from '../../test/toy-model';
import type { RandomShape } from './bench-options';

/** Folder that a random package is written into. */
export const RANDOM_PACKAGE = 'random-package';

/** Writes a package with seeded random weights of a given shape, tensor by tensor. @returns its folder. */
export async function randomPackage(shape: RandomShape, parent: string): Promise<string> {
  const checkpoint = toyCheckpoint({
    seed: 1,
    shape: {
      ...toyShape,
      language: {
        layerCount: shape.layers,
        hiddenSize: shape.hidden,
        headCount: shape.heads,
        keyValueHeadCount: shape.kvHeads,
        headDim: shape.headDim,
        feedForwardSize: shape.ffn,
        maxPositionCount: 4096,
      },
      // The codec is as wide as the bundled one, because the toy's would be unfairly fast.
      codec: {
        ...toyShape.codec,
        codebookDim: 32,
        latentSize: 64,
        decoderChannels: 256,
        encoderChannels: 16,
      },
    },
  });
  const folder = join(parent, RANDOM_PACKAGE);
  await rm(folder, { recursive: true, force: true });
  const options = { ...checkpoint, precision: shape.precision, id: 'random', title: 'Random' };
  const run = importModel(options, await folderPackageWriter(folder), new AbortController().signal);
  while (!(await run.next()).done);
  return folder;
}
