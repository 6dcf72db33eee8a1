import { expect, test } from 'vitest';
import { fullHubFiles, serveFullHub } from './toy/full-hub';

const published = {
  'model-00001-of-00003.safetensors': 4_965_820_232,
  'model-00002-of-00003.safetensors': 4_983_224_272,
  'model-00003-of-00003.safetensors': 1_593_566_728,
};

// Lengths: higgs-audio.md A.2. The published files hold their layers' norms in another place, and a longer header.
test('the full-size 3B has the published weight files, to a thousandth of their lengths', () => {
  const files = fullHubFiles('3b');
  const lengths = [...files]
    .filter(([path]) => path.endsWith('.safetensors'))
    .map(([path, file]) => [path.split('/').at(-1)!, file.byteLength] as const);
  expect(lengths.map(([name]) => name)).toEqual(Object.keys(published));
  for (const [name, length] of lengths) {
    expect(Math.abs(length / published[name as keyof typeof published] - 1)).toBeLessThan(1e-3);
  }
});

test.each(['3b', '3b-mlx6', '4b-gguf-q6_k'] as const)(
  'any range of a file of %s is the same bytes however it is read',
  (shape) => {
    for (const [path, file] of fullHubFiles(shape, 1)) {
      if (file.byteLength < 1e8) continue;
      for (const at of [1_000_001, 50_000_003, file.byteLength - 200_003]) {
        const whole = file.read(at, 100_003);
        const parts = [file.read(at, 33_333), file.read(at + 33_333, 66_670)];
        expect(Buffer.concat(parts).equals(whole), path).toBe(true);
      }
    }
  },
);

test('a full-size hub tells how much was fetched of tensors that nobody needs', async () => {
  const hub = await serveFullHub('1b', 1);
  try {
    const path = [...fullHubFiles('1b', 1).keys()].find((name) => name.endsWith('/model.safetensors'))!;
    const length = fullHubFiles('1b', 1).get(path)!.byteLength;
    const range = (first: number) => ({ headers: { Range: `bytes=${first}-${first + 999}` } });
    await (await fetch(`${hub.url}/${path}`, range(0))).arrayBuffer();
    expect(hub.sentBytes()).toEqual({ all: 1000, unneeded: 0 });
    await (await fetch(`${hub.url}/${path}`, range(length - 1000))).arrayBuffer();
    expect(hub.sentBytes()).toEqual({ all: 2000, unneeded: 1000 });
  } finally {
    await hub.close();
  }
});

// Lengths that programs check which download these files. Keys such as general.name are not in ours, nor the tokenizer of V3,
// which audio.cpp embeds.
test.each([
  ['4b-gguf-q8_0', 5_095_354_048, 12e6],
  ['4b-gguf-q6_k', 5_023_637_248, 1000],
] as const)(
  'the full-size GGUF file of %s has the published length but for a few keys',
  (shape, length, less) => {
    const [, file] = [...fullHubFiles(shape)].find(([path]) => path.endsWith('.gguf'))!;
    expect(file.byteLength).toBeLessThanOrEqual(length);
    expect(file.byteLength).toBeGreaterThan(length - less);
  },
);
