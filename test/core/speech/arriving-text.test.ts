import { expect, test } from 'vitest';
import { ArrivingText, wholeSentences } from '../../../src/core/speech/arriving-text';
import { seededRandom } from '../../fakes/seeded-random';

const { signal } = new AbortController();
const text =
  'Dr. Smith came in. “Hello there!” he said. It was 3.5 km.\n\nPlan B failed [pause 0.5s] twice? Yes';

async function* parts(...given: string[]) {
  yield* given;
}

async function stretchesOf(arriving: ArrivingText) {
  const found = [];
  for (let next = await arriving.next(); next !== null; next = await arriving.next()) found.push(next);
  return found;
}

test.each([
  ['', 0],
  ['Hello there', 0],
  ['Hello there.', 0],
  // The next word could be small and belong to this sentence, or make the full stop that of an abbreviation.
  ['Hello there. H', 0],
  ['Hello there. How ', 12],
  ['Hello. Then Dr. Who ', 6],
  ['Look [here. There ', 0],
  ['Hello there. [pause 0.2s', 0],
  ['Hello there. [pause 0.2s] How ', 12],
  ['Look <break time="1. 5', 0],
  ['今天很好。明天 ', 5],
])('of %j the first %i characters are whole sentences', (given, end) => {
  expect(wholeSentences(given)).toBe(end);
});

test('however a text arrives, no sentence is cut and nothing is lost', async () => {
  const sentences = [
    'Dr. Smith came in.',
    '“Hello there!” he said.',
    'It was 3.5 km.',
    'Plan B failed [pause 0.5s] twice?',
    'Yes',
  ];
  const random = seededRandom(4);
  for (let round = 0; round < 50; round++) {
    const cuts: string[] = [];
    for (let at = 0; at < text.length; ) {
      const length = 1 + Math.floor(random() * 9);
      cuts.push(text.slice(at, at + length));
      at += length;
    }
    const found = await stretchesOf(new ArrivingText(parts(...cuts), signal));
    expect(found.map((stretch) => stretch.text).join('')).toBe(text);
    let at = 0;
    for (const [index, stretch] of found.entries()) {
      expect(stretch.from).toBe(at);
      at += stretch.text.length;
      expect(stretch.isLast).toBe(index === found.length - 1);
      // The last of its sentences is whole.
      expect(sentences.some((sentence) => stretch.text.endsWith(sentence))).toBe(true);
    }
  }
});

test('a sentence is given out before the text goes on', async () => {
  let go = () => {};
  const waiting = new Promise<void>((resolve) => {
    go = resolve;
  });
  async function* slow() {
    yield 'One is here. Two ';
    await waiting;
    yield 'comes later.';
  }
  const arriving = new ArrivingText(slow(), signal);
  expect(await arriving.next()).toMatchObject({ text: 'One is here.', sentenceCount: 1, isLast: false });
  go();
  expect(await arriving.next()).toMatchObject({ text: ' Two comes later.', from: 12, isLast: true });
  expect(await arriving.next()).toBeNull();
});

test('a source that fails is told of behind what it gave', async () => {
  async function* failing() {
    yield 'One is here. Two is ';
    throw new Error('the line broke');
  }
  const arriving = new ArrivingText(failing(), signal);
  expect((await arriving.next())?.text).toBe('One is here.');
  await expect(arriving.next()).rejects.toThrow('the line broke');
});

test('a part that is no text is refused', async () => {
  async function* wrong() {
    yield { delta: 'Hello' } as unknown as string;
  }
  await expect(new ArrivingText(wrong(), signal).next()).rejects.toMatchObject({
    failure: {
      kind: 'bad-request',
      message: expect.stringContaining('{"delta":"Hello"}'),
      details: { field: 'text' },
    },
  });
});

test('an abort ends the wait and the source', async () => {
  const stop = new AbortController();
  let isClosed = false;
  const source: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => {}),
      return: async () => {
        isClosed = true;
        return { done: true, value: undefined };
      },
    }),
  };
  const next = new ArrivingText(source, stop.signal).next();
  stop.abort(new Error('enough'));
  await expect(next).rejects.toThrow('enough');
  expect(isClosed).toBe(true);
});

test('a source that gives faster than it is spoken waits', async () => {
  let given = 0;
  async function* endless() {
    for (;;) {
      given += 1000;
      yield `${'Word '.repeat(199)}end. `;
    }
  }
  const arriving = new ArrivingText(endless(), signal);
  await arriving.next();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(given).toBeLessThan(110_000);
  arriving.close();
});
