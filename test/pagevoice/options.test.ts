import { describe, expect, test } from 'vitest';
import { readOptions } from '../../src/pagevoice/options';

const PAGE = 'https://site.example/blog/page.html';

describe('options', () => {
  test('may be left out', () => {
    expect(readOptions({}, PAGE)).toEqual({ model: null, backend: 'auto', assets: null, cache: 'none' });
  });

  test('have addresses relative to the page, each of a folder', () => {
    expect(readOptions({ model: 'models/own', assets: '/pagevoice' }, PAGE)).toMatchObject({
      model: 'https://site.example/blog/models/own/',
      assets: 'https://site.example/pagevoice/',
    });
  });

  test('leave a pin and a kept model as they are', () => {
    const pin = `#sha256=${'0'.repeat(64)}`;
    expect(readOptions({ model: `https://other.example/m${pin}` }, PAGE).model).toBe(
      `https://other.example/m/${pin}`,
    );
    expect(readOptions({ model: 'opfs:abc' }, PAGE).model).toBe('opfs:abc');
  });

  test.each([
    [null, /options of createPagevoice are null/],
    [[], /options of createPagevoice/],
    [{ modle: 'x' }, /no option “modle”.*model, backend, assets, cache/],
    [{ backend: 'gpu' }, /“backend” is "gpu".*“auto”, “webgpu”, “wasm”/],
    [{ cache: true }, /“cache” is true/],
    [{ model: 7 }, /“model” is 7/],
    [{ model: 'javascript:alert(1)' }, /no web address/],
    [{ assets: 'https://cdn.example/pagevoice/' }, /cdn\.example.*another site.*copy the files/],
  ])('%j is refused by name', (given, sentence) => {
    expect(() => readOptions(given, PAGE)).toThrow(sentence);
  });
});
