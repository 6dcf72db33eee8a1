import { expect, test } from 'vitest';
import { parseScript } from '../../../src/core/studio/script';

const script = (text: string, notSpeakers: readonly string[] = []) =>
  parseScript(text, { language: 'en', notSpeakers });
const said = (text: string, notSpeakers: readonly string[] = []) =>
  script(text, notSpeakers).sentences.map(({ speaker, text: words }) => `${speaker}|${words}`);

test('prose becomes sentences with their places in the text', () => {
  const text = 'Dr. Smith came. He sat\ndown!\n\n“Why?” he asked.';
  const { sentences } = script(text);
  expect(sentences.map((one) => one.text)).toEqual([
    'Dr. Smith came.',
    'He sat',
    'down!',
    '“Why?” he asked.',
  ]);
  for (const { from, to, text: words } of sentences)
    expect(text.slice(from, to).replace(/\n/g, ' ')).toBe(words);
  expect(sentences.map(({ mark }) => mark)).toEqual(['sentence', 'sentence', 'line', 'paragraph']);
});

test('lines that begin with a name and a colon are said by that name', () => {
  expect(said('Anna: Hello there. How are you?\nBen: Fine.\n\nShe left.\n\nAnna: Bye.')).toEqual([
    'Anna|Hello there.',
    'Anna|How are you?',
    'Ben|Fine.',
    '|She left.',
    'Anna|Bye.',
  ]);
  expect(said('**Old Man:** Come in.\n**Jo-Ann O’Neil**: Thanks.')).toEqual([
    'Old Man|Come in.',
    'Jo-Ann O’Neil|Thanks.',
  ]);
  expect(said('李明：你好。\n王芳：再见。')).toEqual(['李明|你好。', '王芳|再见。']);
});

test('a colon in prose names nobody, and a person may say so too', () => {
  expect(said('We need this: bread.\nNote: it is late.\nNote: it is dark.')).toEqual([
    '|We need this: bread.',
    '|Note: it is late.',
    '|Note: it is dark.',
  ]);
  expect(said('Monday: rain.\nTuesday: sun.', ['Monday', 'Tuesday'])).toEqual([
    '|Monday: rain.',
    '|Tuesday: sun.',
  ]);
  expect(said('It was 10:30. They met at http://example.org: fine.')[0]).toBe('|It was 10:30.');
});

test('a tag holds until the next one', () => {
  const { sentences } = script('[SPEAKER0] Hi. [SPEAKER1] Hello.\n\nStill me.');
  expect(sentences.map(({ speaker, text, mark }) => [speaker, text, mark])).toEqual([
    ['SPEAKER0', 'Hi.', 'line'],
    ['SPEAKER1', 'Hello.', 'speaker'],
    ['SPEAKER1', 'Still me.', 'paragraph'],
  ]);
});

test('a colon behind a tag is not said, nor are words in brackets how a name says it', () => {
  expect(said('[SPEAKER0]: Hi. [SPEAKER1] : Hello.')).toEqual(['SPEAKER0|Hi.', 'SPEAKER1|Hello.']);
  expect(said('Anna (whispering): Quietly.\n**Ben** (aside): Loudly.')).toEqual([
    'Anna|Quietly.',
    'Ben|Loudly.',
  ]);
  expect(said('The years (two): hard.')).toEqual(['|The years (two): hard.']);
});

test('headings are marked, rules are left out', () => {
  const { sentences } = script('# One\n\nIt began.\n\n---\n\n## Two\n\nIt ended.');
  expect(sentences.map(({ text, heading }) => [text, heading])).toEqual([
    ['# One', 1],
    ['It began.', 0],
    ['## Two', 2],
    ['It ended.', 0],
  ]);
});

test('subtitles are read without numbers, times and styles, and sentences go on over cues', () => {
  const text =
    '1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>It was late\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nand dark.</i> Anna: no.\r\n';
  const { sentences } = script(text);
  expect(sentences.map((one) => one.text.replace(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/^It was late and dark\.$/),
    'Anna: no.',
  ]);
  expect(text.slice(sentences[0]!.from).startsWith('It was late')).toBe(true);
});

test('written pauses stand before the sentence behind them', () => {
  const { sentences, endSeconds } = script('One. [pause 2s] Two. [pause 0.5s]');
  expect(sentences.map(({ pauseSeconds }) => pauseSeconds)).toEqual([null, 2]);
  expect(endSeconds).toBe(0.5);
  expect(script('Anna: One. [pause 2s]\nBen: Two.').sentences[1]?.pauseSeconds).toBe(2);
});

test('a long text is read in well under a second of work a page', () => {
  const text = 'It was a dark and stormy night, and the rain fell in torrents. '.repeat(3000);
  expect(script(text).sentences).toHaveLength(3000);
});
