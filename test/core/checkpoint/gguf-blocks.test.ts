import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { decodeRows } from '../../../src/core/checkpoint/coding';
import { blockTypes } from '../../../src/core/checkpoint/gguf-blocks';
import { seededRandom } from '../../fakes/seeded-random';
import { decodedBlocks, encodeBlocks, ggufBlocks } from '../../toy/gguf-blocks';
import { allBlocks } from '../../toy/gguf-checkpoint';

/** Random blocks and their values as the Python package `gguf` has them: data/make_gguf_vectors.py. */
const vectors = JSON.parse(
  readFileSync(new URL('./data/gguf-blocks.json', import.meta.url), 'utf8'),
) as Record<string, { readonly bytes: string; readonly values: string }>;

const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
/** The bits of each value, so that zeros of both signs differ. */
const bitsOf = (values: Float32Array) => [...new Uint32Array(values.buffer.slice(0))];

test('every type that is read has vectors, and the facts know it', () => {
  expect(Object.keys(vectors).sort()).toEqual(Object.keys(blockTypes).sort());
  for (const name of allBlocks) {
    expect(blockTypes[name]).toMatchObject({
      valueCount: ggufBlocks[name].values,
      byteLength: ggufBlocks[name].bytes,
    });
  }
});

describe.each(allBlocks)('blocks of %s', (name) => {
  const { bytes, values } = vectors[name]!;
  const type = blockTypes[name];
  const decoded = (blocks: Uint8Array) => decodeRows({ type: 'ggml-blocks', dtype: name }, [blocks]);

  test('have the values of the reference, bit for bit', () => {
    const expected = new Float32Array(fromBase64(values).buffer);
    expect(bitsOf(decoded(fromBase64(bytes)))).toEqual(bitsOf(expected));
  });

  test('have the values of the formulas, bit for bit, for any bytes and at any offset', () => {
    const random = seededRandom(name.length + type.bits);
    const some = Uint8Array.from({ length: 1 + 40 * type.byteLength }, () =>
      Math.floor(random() * 256),
    ).subarray(1);
    const isNumber = (value: number) => !Number.isNaN(value); // of which there is more than one
    const found = bitsOf(decoded(some).filter(isNumber));
    expect(found).toEqual(bitsOf(decodedBlocks(name, some).filter(isNumber)));
  });

  test('keep what was rounded into them to within a step', () => {
    const random = seededRandom(7);
    const original = Float32Array.from({ length: 4 * type.valueCount }, () => random() - 0.5);
    const kept = decoded(encodeBlocks(original, name));
    const worst = original.reduce((most, value, i) => Math.max(most, Math.abs(value - kept[i]!)), 0);
    expect(worst).toBeLessThan(1.2 / 2 ** type.bits);
  });
});
