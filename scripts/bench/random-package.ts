import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toyShape } from '../../test/toy/toy-shape';
import { toyPackage } from '../../test/toy-model';
import type { RandomShape } from './bench-options';

/** Writes a package with seeded random weights of a given shape. @returns its folder. */
export async function randomPackage(shape: RandomShape, parent: string): Promise<string> {
  const { source } = await toyPackage({
    seed: 1,
    precision: shape.precision,
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
      // The width of the bundled codec: its toy one would be unfairly fast.
      codec: {
        ...toyShape.codec,
        codebookDim: 32,
        latentSize: 64,
        decoderChannels: 256,
        encoderChannels: 16,
      },
    },
  });
  const folder = join(parent, 'random-package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const never = new AbortController().signal;
  for (const file of source.fileNames) writeFileSync(join(folder, file), await source.read(file, never));
  return folder;
}
