import { expect, test } from 'vitest';
import { toBase64 } from '../../../src/core/data/base64';
import { seededRandom } from '../../fakes/seeded-random';

test('bytes of every length become the base64 that Node writes', () => {
  const random = seededRandom(4);
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
    expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
  }
});
