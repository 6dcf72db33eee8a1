import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import type { CheckpointFiles } from '../../../src/core/checkpoint/checkpoint-files';
import { importModel } from '../../../src/core/importer/import-model';
import type { PackageWriter } from '../../../src/core/package/package-writer';
import { tiledValues } from '../../toy/tiled-values';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint } from '../../toy-model';

const VOCABULARY_SIZE = 40_000;
const HIDDEN_SIZE = 512;
/** Of the text table in bf16, the largest tensor by far: 41 MB. */
const LARGEST_BYTES = VOCABULARY_SIZE * HIDDEN_SIZE * 2;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is held in memory outside of JavaScript's own heap: files, tensors, blocks. */
function heldBytes(): number {
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

/** Keeps nothing. */
const nowhere: PackageWriter = {
  create: async () => ({ write: async () => {}, close: async () => {} }),
  commit: async () => {},
  abort: async () => {},
};

test.each(['q4', 'f16', 'f32'] as const)(
  'never as much as one large tensor is held at a time (%s)',
  async (precision) => {
    const language = { ...tiniestShape.language, hiddenSize: HIDDEN_SIZE };
    const { checkpoint, codec } = toyCheckpoint({
      seed: 1,
      shape: { ...tiniestShape, language },
      vocabularySize: VOCABULARY_SIZE,
      encode: tiledValues(1),
    });
    // What others left is given back in the background: the least that is seen counts as theirs.
    collectGarbage();
    await pause(100);
    const held = [heldBytes()];
    let readBytes = 0;
    const counted: CheckpointFiles = {
      list: () => checkpoint.list(),
      byteLength: (file) => checkpoint.byteLength(file),
      async read(file, offset, byteLength, signal) {
        const bytes = await checkpoint.read(file, offset, byteLength, signal);
        readBytes += byteLength;
        held.push(heldBytes());
        return bytes;
      },
    };
    const input = { checkpoint: counted, codec, precision, id: 't', title: 'T' };
    for await (const _ of importModel(input, nowhere, new AbortController().signal));
    const mostHeld = Math.max(...held) - Math.min(...held);
    expect(readBytes).toBeGreaterThan(LARGEST_BYTES);
    expect(mostHeld).toBeGreaterThan(1_000_000);
    expect(mostHeld).toBeLessThan(LARGEST_BYTES);
  },
);
