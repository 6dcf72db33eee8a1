import { expect, test } from 'vitest';
import { packageAddress } from '../../../src/core/library/package-address';

const hub = 'https://huggingface.co/somebody/my-voice';

test.each([
  [' https://host.example/voices/ada ', 'https://host.example/voices/ada/'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080/'],
  ['https://host.example/ada/manifest.json', 'https://host.example/ada/'],
  ['https://host.example/manifest.json?download=true#top', 'https://host.example/'],
  ['https://host.example/ada/?version=2', 'https://host.example/ada/'],
  [hub, `${hub}/resolve/main/`],
  [`${hub}/tree/main`, `${hub}/resolve/main/`],
  [`${hub}/tree/v2/q4/`, `${hub}/resolve/v2/q4/`],
  [`${hub}/blob/main/q4/manifest.json`, `${hub}/resolve/main/q4/`],
  [`${hub}/resolve/main/manifest.json?download=true`, `${hub}/resolve/main/`],
  // Elsewhere these words may be names of folders.
  ['https://host.example/a/b/tree/main', 'https://host.example/a/b/tree/main/'],
])('%s means the folder %s', (address, folder) => {
  expect(packageAddress(address)).toBe(folder);
});

test.each(['', 'my voice', 'opfs:12', 'file:///home/ada/'])('“%s” is no web address', (text) => {
  expect(packageAddress(text)).toBeNull();
});
