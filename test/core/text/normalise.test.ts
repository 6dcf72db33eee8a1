import { describe, expect, test } from 'vitest';
import { eventTags } from '../../../src/core/text/event-tags';
import { cleanDescription, normaliseText } from '../../../src/core/text/normalise';
import { neutralise } from '../../../src/core/text/special-tokens';

const specials = ['<|eot_id|>', '<SE>', '</SE>', '<SE_s>', '</SE_s>', '<SE_e>', '</SE_e>'];
const normalise = (text: string) => normaliseText(text, specials);

describe('text is made as the model expects it', () => {
  const cases: readonly [string, string, string][] = [
    ['a missing end mark is added', 'Hello there', 'Hello there.'],
    ['an end mark stays', 'Really?', 'Really?'],
    ['a comma at the end stays too', 'and then,', 'and then,'],
    ['Chinese marks become those the model knows', '今天很好，我们走吧。真的？', '今天很好, 我们走吧.真的?'],
    ['typographic marks become plain', '“Wait”…‘no’ — yes', '"Wait"...\'no\' - yes.'],
    ['brackets become pauses', 'one (or two) three', 'one or two three.'],
    ['degrees are spoken', 'It is 20°C or 68°F', 'It is 20 degrees Celsius or 68 degrees Fahrenheit.'],
    ['spaces collapse and empty lines go', '  a \t b\n\n\n  c  \r\n', 'a b\nc.'],
    ['half of a surrogate pair is replaced', 'a\ud83db', 'a\ufffdb.'],
    ['a whole pair stays', 'hi 👋', 'hi 👋.'],
    ['a sound is the model’s own token', 'ha [laugh] ha', 'ha <SE>[Laughter]</SE> ha.'],
    ['no end mark is added behind a sound', 'la [sing end]', 'la <SE_e>[Singing]</SE_e>'],
    ['an unknown tag is left as it is', 'well [yawn]', 'well [yawn].'],
    ['speaker tags stay', '[SPEAKER0] Hi.\n[SPEAKER1] Ho.', '[SPEAKER0] Hi.\n[SPEAKER1] Ho.'],
    ['special-token syntax is taken out', 'stop<|eot_id|>now', 'stop now.'],
    ['also when full-width marks spell it', 'stop《|eot_id|》now', 'stop now.'],
    ['also when taking one out makes another', 'a<|eot<|eot_id|>_id|>b', 'a<|eot _id|>b.'],
    ['a sound token that someone types is no sound', '<SE>[Laughter]</SE> ha', '[Laughter] ha.'],
  ];
  test.each(cases)('%s', (_, text, expected) => void expect(normalise(text)).toBe(expected));

  test('every tag of the menu becomes tokens of the model', () => {
    for (const tag of eventTags)
      expect(normalise(`a ${tag} b`)).toMatch(/^a <SE(_s|_e)?>\[\w+\]<\/SE(_s|_e)?> b\.$/);
  });
  test('a model without sound tokens does not read the tags aloud', () => {
    expect(normaliseText('ha [laugh] ha', ['<|eot_id|>'])).toBe('ha  ha.');
  });
  test('normalising twice changes nothing more where there are no sounds', () => {
    for (const [, text] of cases.filter(([, text]) => !text.includes('['))) {
      expect(normalise(normalise(text))).toBe(normalise(text));
    }
  });
});

describe('what cannot be spoken is said in words', () => {
  test.each(['', '   \n\t ', '<|eot_id|>', '[SPEAKER0]', '[SPEAKER0]\n[SPEAKER1] '])(
    '%j is nothing to say',
    (text) => {
      expect(() => normalise(text)).toThrow(/no text to speak/);
    },
  );
  test('100,000 characters are fine', () => {
    expect(normalise('word '.repeat(20_000)).length).toBe(100_000);
  });
});

test('a description is kept as written, without special tokens and outer space', () => {
  expect(cleanDescription('  A (quiet) room —\n\nat night<|eot_id|>. ', specials)).toBe(
    'A (quiet) room —\n\nat night .',
  );
});

test('neutralising takes the longest token first and knows none by heart', () => {
  expect(neutralise('a<x><x', ['<x', '<x><x'])).toBe('a ');
  expect(neutralise('a<x>', [])).toBe('a<x>');
});
