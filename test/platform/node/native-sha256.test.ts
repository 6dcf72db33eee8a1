import { expect, test } from 'vitest';
import { createSha256 } from '../../../src/core/data/sha256';
import { nativeSha256 } from '../../../src/platform/node/native-sha256';

test('Node’s hash is the one in WebAssembly, in the middle and at the end', async () => {
  const [native, portable] = [await nativeSha256(), await createSha256()];
  for (let piece = 0; piece < 5; piece++) {
    const bytes = Uint8Array.from({ length: 1000 * piece + 3 }, (_, i) => (i * 31 + piece) & 255);
    native.update(bytes);
    portable.update(bytes);
    expect(native.soFar()).toBe(portable.soFar());
  }
  expect(native.finish()).toBe(portable.finish());
});
