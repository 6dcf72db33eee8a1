import { describe, expect, test } from 'vitest';
import { allowedOrigins, readEmbedOrder } from '../../src/pagevoice/embed/embed-messages';
import { wordsBehindHash } from '../../src/pagevoice/embed/embed-words';

const PAGE = 'https://voice.example/pagevoice/embed.html';

describe('the frame', () => {
  test('reads text and voice behind the # of its address', () => {
    expect(wordsBehindHash('#text=Hello%20there.%0ATwo.&voice=ada&seed=7', PAGE)).toEqual({
      text: 'Hello there.\nTwo.',
      attributes: { voice: 'ada', seed: '7' },
    });
    expect(wordsBehindHash('', PAGE)).toBeNull();
    expect(wordsBehindHash('#text=A.&model=models/other', PAGE)?.attributes.model).toBe('models/other');
  });

  test.each([
    ['#voice=ada', /no “text”/],
    ['#text=%20', /no “text”/],
    [`#text=${'a'.repeat(100_001)}`, /100001 characters/],
    ['#text=A.&volume=2', /no field “volume”/],
    ['#text=A.&model=https://evil.example/m/', /own site only/],
    ['#text=A.&model=opfs:1', /own site only/],
  ])('%.40s is refused by name', (hash, sentence) => {
    expect(() => wordsBehindHash(hash, PAGE)).toThrow(sentence);
  });

  test('takes orders by message, and leaves other messages alone', () => {
    expect(readEmbedOrder({ pagevoice: 'load', text: 'A.', seed: 3 }, PAGE)).toEqual({
      type: 'load',
      words: { text: 'A.', attributes: { seed: '3' } },
    });
    expect(readEmbedOrder({ pagevoice: 'play' }, PAGE)).toEqual({ type: 'play' });
    for (const other of [null, 7, 'play', [], { type: 'play' }])
      expect(readEmbedOrder(other, PAGE)).toBeNull();
    expect(() => readEmbedOrder({ pagevoice: 'eval' }, PAGE)).toThrow(/"eval".*load, play, pause or stop/);
    expect(() => readEmbedOrder({ pagevoice: 'load', text: {} }, PAGE)).toThrow(/no “text”/);
    expect(() => readEmbedOrder({ pagevoice: 'load', text: 'A.', seed: [1] }, PAGE)).toThrow(
      /“seed” is \[1\]/,
    );
  });

  test('obeys its own site and the origins that its owner has named', () => {
    const mayAsk = allowedOrigins(
      ' https://a.example\n https://b.example/ no-address data:, ',
      'https://voice.example',
    );
    expect(['https://voice.example', 'https://a.example', 'https://b.example'].every(mayAsk)).toBe(true);
    expect(['https://c.example', 'http://a.example', 'null', ''].some(mayAsk)).toBe(false);
    expect(allowedOrigins('', 'https://voice.example')('https://a.example')).toBe(false);
  });
});
