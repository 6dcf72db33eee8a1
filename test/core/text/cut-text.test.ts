import { describe, expect, test } from 'vitest';
import { type CutLimits, cutText } from '../../../src/core/text/cut-text';

const oneSentence: CutLimits = { maxWords: 14, maxSentences: 1, language: 'en' };
const texts = (text: string, limits: Partial<CutLimits> = {}) =>
  cutText(text, { ...oneSentence, ...limits }).pieces.map((piece) => piece.text);
const joints = (text: string) =>
  cutText(text, oneSentence).pieces.map(({ joint }) => joint.exactSeconds ?? joint.mark);

describe('sentences', () => {
  test.each<[string, string[]]>([
    [
      'The bridge is closed today. Take the other road.',
      ['The bridge is closed today.', 'Take the other road.'],
    ],
    ['Dr. Smith met Mr. J. R. R. Tolkien. He left.', ['Dr. Smith met Mr. J. R. R. Tolkien.', 'He left.']],
    ['It is 3.14, e.g. like this. Yes.', ['It is 3.14, e.g. like this.', 'Yes.']],
    ['We took plan B. Then we left.', ['We took plan B.', 'Then we left.']],
    ['Who was it? It was I. He left!', ['Who was it?', 'It was I.', 'He left!']],
    ['“Stop!” he said. (It was late.) Go on.', ['“Stop!” he said.', '(It was late.)', 'Go on.']],
    ['He lives in Washington, D.C. now. Really?', ['He lives in Washington, D.C. now.', 'Really?']],
    ['1. Buy bread. 2. Call home.', ['1. Buy bread.', '2. Call home.']],
    ['Wait... What?! No way!!! Yes.', ['Wait...', 'What?!', 'No way!!!', 'Yes.']],
    [
      'the shop was closed. we went home! was it late? yes.',
      ['the shop was closed.', 'we went home!', 'was it late?', 'yes.'],
    ],
    [
      'No. No. It is not. We sat. Then the sun. Go on.',
      ['No.', 'No.', 'It is not.', 'We sat.', 'Then the sun.', 'Go on.'],
    ],
    [
      'The answer is no. 5 people came. See fig. 4 there.',
      ['The answer is no.', '5 people came.', 'See fig. 4 there.'],
    ],
    ['Is it you? iPhone sales rose. eBay fell!', ['Is it you?', 'iPhone sales rose.', 'eBay fell!']],
    [
      'We met at 5 a.m. today, i.e. all of us, etc. now. Yes.',
      ['We met at 5 a.m. today, i.e. all of us, etc. now.', 'Yes.'],
    ],
    ['今天天气很好。我们去公园！', ['今天天气很好。', '我们去公园！']],
  ])('%s', (text, expected) => {
    expect(texts(text)).toEqual(expected);
  });

  test('every word of the text is in one piece, in order', () => {
    const text = 'One, two! Three? “Four.” [five] six… Seven; eight — nine.\nTen\n\nEleven 3.5 twelve';
    const words = (all: string) => all.match(/[\p{L}\p{N}]+/gu);
    expect(words(texts(text, { maxWords: 3 }).join(' '))).toEqual(words(text));
  });

  test('pieces tell where they stand and which sentence they begin', () => {
    const text = '  Hello there. How are you?\n\nFine.';
    const { pieces } = cutText(text, oneSentence);
    expect(pieces.map(({ from, to }) => text.slice(from, to))).toEqual([
      'Hello there.',
      'How are you?',
      'Fine.',
    ]);
    expect(pieces.map(({ sentence }) => sentence)).toEqual([1, 2, 3]);
  });

  test('short sentences go together as far as the voice can say them', () => {
    const text = 'One. Two. Three four five. Six.\nSeven.\n\nEight.';
    expect(texts(text, { maxSentences: null, maxWords: 5 })).toEqual([
      'One. Two. Three four five.',
      'Six.\nSeven.',
      'Eight.',
    ]);
    expect(texts(text, { maxSentences: 2 })).toEqual([
      'One. Two.',
      'Three four five. Six.',
      'Seven.',
      'Eight.',
    ]);
  });
});

describe('lines, paragraphs and turns', () => {
  test('each line of a list is said alone, with a longer pause behind a blank line', () => {
    const text = 'Plan.\nBuy the bread\n\nCall the doctor.';
    expect(texts(text)).toEqual(['Plan.', 'Buy the bread', 'Call the doctor.']);
    expect(joints(text)).toEqual(['sentence', 'line', 'paragraph']);
  });

  test('a text that was wrapped at a fixed width is not cut where its lines end', () => {
    const text = 'This paragraph was wrapped by an editor at\nforty columns. And it goes on\nhere';
    expect(texts(text)).toEqual([
      'This paragraph was wrapped by an editor at forty columns.',
      'And it goes on',
      'here',
    ]);
  });

  test('a turn begins a piece, and every piece of it knows its speaker', () => {
    const { pieces } = cutText('[SPEAKER0] Hi. How are you?\n[SPEAKER1]: Fine.', oneSentence);
    expect(pieces.map(({ speaker, text }) => speaker + text)).toEqual([
      '[SPEAKER0]Hi.',
      '[SPEAKER0]How are you?',
      '[SPEAKER1]Fine.',
    ]);
    expect(pieces.at(-1)?.joint.mark).toBe('speaker');
  });

  test('what has neither letter nor digit is no piece', () => {
    expect(texts('Yes.\n***\n!!!\nNo. …')).toEqual(['Yes.', 'No. …']);
    expect(texts('!!! ... ### \u200d\ufe0f 😀')).toEqual([]);
  });
});

describe('written pauses', () => {
  test.each<[string, (string | number)[], number]>([
    ['One. [pause 0.5s] Two.', ['sentence', 0.5], 0],
    ['One <break time="500ms"/> two.', ['sentence', 0.5], 0],
    ['One [pause:1.25s][pause 250ms] two.', ['sentence', 1.5], 0],
    ['[PAUSE 2s] One. [pause]', [2], 0.5],
    ['One.\n\n[pause 0.1s]\n\nTwo.', ['sentence', 0.1], 0],
    ['One <break strength="none"/> two.', ['sentence', 0], 0],
  ])('%s', (text, expected, end) => {
    expect(joints(text)).toEqual(expected);
    expect(cutText(text, oneSentence).endSeconds).toBe(end);
  });

  test.each(['[pause 100s]', '<break time="90000ms"/>', '<break time="soon"/>'])('%s is refused', (mark) => {
    expect(() => cutText(`One. ${mark} Two.`, oneSentence)).toThrow(/is no pause from 0 to 60 seconds/);
  });

  test('what only looks like a pause is text', () => {
    expect(texts('Press [pause] button pause, or [paused].').join(' ')).toContain('[paused]');
  });
});

describe('sentences that are too long for one go', () => {
  test('are cut behind marks, else before words that open a part, else between words', () => {
    const long =
      'When the keeper finally climbed down the narrow stairs, the storm had passed and the sea lay still ' +
      'under a pale sky.';
    expect(texts(long)).toEqual([
      'When the keeper finally climbed down the narrow stairs,',
      'the storm had passed and the sea lay still under a pale sky.',
    ]);
    expect(
      texts('one two three four five six seven and eight nine ten eleven twelve thirteen', { maxWords: 9 }),
    ).toEqual(['one two three four five six seven,', 'and eight nine ten eleven twelve thirteen']);
  });

  test('no piece has more words than allowed, not even of a text without spaces', () => {
    for (const text of [
      'word '.repeat(500),
      'a'.repeat(3000),
      '好'.repeat(500),
      'x, '.repeat(300),
      '𝒳'.repeat(900),
    ]) {
      const pieces = texts(text);
      expect(pieces.length).toBeGreaterThan(5);
      expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(400);
      expect(pieces.join('')).not.toMatch(
        /(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])/,
      );
    }
  });

  test('a quotation mark stands with the words that it opens', () => {
    const text = '"I have never been there," said the captain, "but my father went twice as a boy."';
    expect(texts(text)).toEqual([
      '"I have never been there," said the captain,',
      '"but my father went twice as a boy."',
    ]);
  });

  test('a decimal, an abbreviation and a hyphen are never cut', () => {
    const text = 'It costs 3.14 or 10,000 in the U.S. for well-known things '.repeat(4);
    for (const piece of texts(text, { maxWords: 4 }))
      expect(piece).not.toMatch(/^(14|000|S\.|known)|(3\.|-)$/);
  });
});
