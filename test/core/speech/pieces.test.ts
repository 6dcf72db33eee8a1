import { describe, expect, test } from 'vitest';
import type { Manifest } from '../../../src/core/package/manifest';
import { english } from '../../../src/core/sentence';
import { parseSpeechRequest } from '../../../src/core/speech/parse-speech-request';
import { planSpeech } from '../../../src/core/speech/plan-speech';
import type { SpeechEvent } from '../../../src/core/speech/speech-event';
import type { SpeechRequestInput } from '../../../src/core/speech/speech-request';
import { synthesize } from '../../../src/core/speech/synthesizer';
import type { SpeechProfile } from '../../../src/core/text/speech-profile';
import { fakeManifest } from '../../fakes/fake-manifest';
import { letterTokenizer } from '../../fakes/letter-tokenizer';
import { codecSpec, LinearCodec } from '../../fakes/linear-codec';
import { ScriptedLanguageModel, scriptedSpec } from '../../fakes/scripted-language-model';
import { piecesOf } from '../../fakes/spoken-codes';

const spec = scriptedSpec(2, 16, 4000);
const codec = codecSpec([4, 3]);
/** A second for every piece, whatever it says: 25 frames. */
const profile: SpeechProfile = {
  pieces: { maxWords: 10, maxSentences: 1, remembered: 0 },
  length: { secondsPerPiece: 1, secondsPerLetter: 0.001, secondsPerMark: 0, shortest: 0.8, longest: 1.3 },
  languages: ['en'],
  letters: 'a-z',
  textRules: 'all',
  tags: 'all',
};
const manifest = fakeManifest({ spec: { language: spec, codec }, speech: profile });
const two = 'Hello there. Good day.';

/** Speaks as many frames as the list says, one entry a try; the last entry for all that follow. */
function talker(...frameCounts: number[]) {
  let prefills = 0;
  let start = 0;
  const model: ScriptedLanguageModel = new ScriptedLanguageModel(spec, (column, codebook, code) => {
    const end = frameCounts[Math.min(prefills, frameCounts.length) - 1]!;
    const own = column - start;
    if (own > end && codebook === 0) return code === spec.codebooks.streamEos ? 9 : 0;
    return code === (own * 7 + codebook) % 16 ? 5 : 0;
  });
  const prefill = model.prefill.bind(model);
  model.prefill = (prompt) => {
    prefills++;
    start = model.fed.length;
    return prefill(prompt);
  };
  return model;
}

type Options = { readonly request?: Partial<SpeechRequestInput>; readonly millisecondsPerLook?: number };

async function spoken(
  model: ScriptedLanguageModel,
  { request = {}, millisecondsPerLook = 0.001 }: Options = {},
): Promise<SpeechEvent[]> {
  let clock = 0;
  const now = () => {
    clock += millisecondsPerLook;
    return clock;
  };
  const parts = {
    manifest,
    tokenizer: letterTokenizer(),
    model,
    codec: new LinearCodec(codec),
    now,
  };
  const input = { text: two, seed: 5, sampling: { temperature: 0, rasWindowLength: 0 }, ...request };
  const events: SpeechEvent[] = [];
  const parsed = parseSpeechRequest(input, manifest, () => 1);
  for await (const event of synthesize(parts, parsed, new AbortController().signal)) events.push(event);
  expect(events.at(-1)?.type).toBe('finished');
  return events;
}

const warnings = (events: readonly SpeechEvent[]) =>
  events.flatMap((event) => (event.type === 'warning' ? [event.message] : []));

describe('a piece whose length cannot be right', () => {
  test('is made again with a seed of its own, and the best is kept', async () => {
    const events = await spoken(talker(25, 4, 9, 24));
    const [first, second] = piecesOf(events);
    expect(first).toMatchObject({ takeCount: 1, seed: 5, verdict: 'good' });
    expect(second).toMatchObject({ takeCount: 3, verdict: 'good' });
    expect(second!.seed).not.toBe(5);
    expect(second!.codes.frameCount).toBeGreaterThan(20);
    expect(warnings(events)).toEqual([]);
  });

  test('stays the best of its tries, and is told by its sentence', async () => {
    const events = await spoken(talker(25, 4, 12, 6));
    expect(piecesOf(events)[1]).toMatchObject({ takeCount: 3, verdict: 'short' });
    expect(piecesOf(events)[1]!.codes.frameCount).toBeGreaterThan(8);
    expect(warnings(events)).toEqual([
      'Sentence 2 sounds too short: listen, or make it again with another seed.',
    ]);
  });

  test('is not made again where that is switched off', async () => {
    const events = await spoken(talker(4), { request: { retakes: 0 } });
    expect(piecesOf(events).map(({ takeCount }) => takeCount)).toEqual([1, 1]);
    expect(warnings(events)).toEqual([
      '2 sentences do not sound right (1 too short, 2 too short): listen, or make it again with another seed.',
    ]);
  });

  test('that never ends is given up long before the limit', async () => {
    const events = await spoken(talker(25, 2000, 2000, 2000));
    const [, second] = piecesOf(events);
    expect(second).toMatchObject({ verdict: 'long', takeCount: 3 });
    expect(second!.codes.frameCount).toBeLessThan(80);
  });

  test('streams as it is made where the listener would have to wait, and is only told', async () => {
    const events = await spoken(talker(4), { millisecondsPerLook: 50 });
    expect(piecesOf(events).map(({ takeCount }) => takeCount)).toEqual([1, 1]);
    expect(warnings(events)).toHaveLength(1);
  });

  test('may take its time where the speech is kept before it is heard', async () => {
    const slow = { request: { delivery: 'whole' as const }, millisecondsPerLook: 50 };
    expect(piecesOf(await spoken(talker(4, 4, 24), slow)).map(({ takeCount }) => takeCount)).toEqual([3, 1]);
  });

  test('gives the same speech whether it was held back or not', async () => {
    const sound = async (options: Options) =>
      (await spoken(talker(25), options)).flatMap((event) =>
        event.type === 'chunk' ? [...event.chunk.samples] : [],
      );
    expect(await sound({ millisecondsPerLook: 50 })).toEqual(await sound({}));
  });

  test('a hundred of them are one line', async () => {
    const events = await spoken(talker(4), { request: { text: 'Hello. '.repeat(100), retakes: 0 } });
    expect(warnings(events)).toHaveLength(1);
    expect(warnings(events)[0]).toMatch(/^100 sentences .* and 95 more/);
  });
});

describe('silence', () => {
  test('that someone wrote is exact to the sample', async () => {
    const events = await spoken(talker(25), {
      request: { text: 'Hello. [pause 0.5s] Good day. [pause 250ms]' },
    });
    const samples = events.flatMap((event) => (event.type === 'chunk' ? [...event.chunk.samples] : []));
    const [first, second] = piecesOf(events);
    expect(second!.pauseSamples).toBe(0.5 * codec.sampleRateHz);
    expect(second!.startSample).toBe(first!.startSample + first!.sampleCount + second!.pauseSamples);
    const pause = samples.slice(second!.startSample - second!.pauseSamples, second!.startSample);
    expect(pause.every((sample) => sample === 0)).toBe(true);
    expect(samples.length).toBe(second!.startSample + second!.sampleCount + 0.25 * codec.sampleRateHz);
  });

  test('between pieces follows the mark and the setting', async () => {
    const text = 'One. Two.\nThree.\n\nFour.';
    const pauses = async (pauseScale: number) =>
      piecesOf(await spoken(talker(25), { request: { text, pauseScale } })).map(
        (piece) => piece.pauseSamples,
      );
    const [none, sentence, line, paragraph] = await pauses(1);
    expect(none).toBe(0);
    expect(sentence).toBeGreaterThan(0);
    expect(line).toBeGreaterThan(sentence!);
    expect(paragraph).toBeGreaterThan(line!);
    expect(await pauses(2)).toEqual([0, 2 * sentence!, 2 * line!, 2 * paragraph!]);
    expect(await pauses(0)).toEqual([0, 0, 0, 0]);
  });
});

describe('the plan', () => {
  const plan = (input: SpeechRequestInput, speech: SpeechProfile | null = profile) => {
    const own: Manifest = { ...fakeManifest(), speech };
    return planSpeech(
      parseSpeechRequest(input, own, () => 1),
      own,
      [],
    );
  };
  const texts = (input: SpeechRequestInput, speech?: SpeechProfile | null) =>
    plan(input, speech).pieces.map((piece) => piece.text);

  test('cuts as the voice likes it where nobody asks for another way', () => {
    expect(texts({ text: two })).toEqual(['Hello there.', 'Good day.']);
    expect(texts({ text: two }, null)).toEqual([two]);
    expect(texts({ text: two, chunkMethod: 'none' })).toEqual([two]);
    expect(texts({ text: two, chunkMethod: 'word', chunkMaxWords: 2 })).toEqual([
      'Hello there.',
      'Good day.\n\n',
    ]);
  });

  test('a voice without a profile says long texts in chunks of whole sentences', () => {
    const pieces = texts({ text: 'This sentence has six words here. '.repeat(60) }, null);
    expect(pieces).toHaveLength(4);
    for (const piece of pieces) expect(piece).toMatch(/here\.$/);
  });

  test('every piece of a turn carries its speaker', () => {
    const voices = [
      { type: 'preset', id: 'ada' },
      { type: 'preset', id: 'ben' },
    ] as const;
    expect(texts({ text: '[SPEAKER0] Hi. How are you?\n[SPEAKER1] Fine.', voices })).toEqual([
      '[SPEAKER0] Hi.',
      '[SPEAKER0] How are you?',
      '[SPEAKER1] Fine.',
    ]);
  });

  test('a written pause does not end a turn, whatever the method', () => {
    const voices = [
      { type: 'preset', id: 'ada' },
      { type: 'preset', id: 'ben' },
    ] as const;
    const text = '[SPEAKER1] Good morning. [pause 1s] How are you?\n[SPEAKER0] Fine.';
    expect(texts({ text, voices, chunkMethod: 'speaker' })).toEqual([
      '[SPEAKER1] Good morning.',
      '[SPEAKER1] How are you?',
      '[SPEAKER0] Fine.',
    ]);
  });

  test('pieces stand where they were written, also where other words are said', () => {
    const text = 'It costs $3.50. Call Dr. Smith!';
    const { pieces } = plan({ text });
    expect(pieces.map((piece) => piece.text)).toEqual([
      'It costs three dollars fifty cents.',
      'Call Doctor Smith!',
    ]);
    expect(pieces.map(({ from, to }) => text.slice(from, to))).toEqual([
      'It costs $3.50.',
      'Call Dr. Smith!',
    ]);
  });

  test('rules and own words are switches of the request', () => {
    expect(texts({ text: 'Room 12.', textRules: 'none' })).toEqual(['Room 12.']);
    expect(texts({ text: 'Room 12.', textRules: ['numbers'] })).toEqual(['Room twelve.']);
    const pronunciations = [{ written: 'Nguyen', said: 'win', matchCase: false, wholeWord: true }];
    expect(texts({ text: 'Ask nguyen.', pronunciations })).toEqual(['Ask win.']);
    expect(texts({ text: 'Room 12.' }, null)).toEqual(['Room 12.']);
  });

  test('letters that the voice lacks are left out and told; a text of nothing else is refused', () => {
    const { pieces, warnings: told } = plan({ text: 'Café says «Привет» to you.' });
    expect(pieces.map((piece) => piece.text).join(' ')).toMatch(/^Cafe says .*to you\.$/);
    expect(pieces.map((piece) => piece.text).join(' ')).not.toMatch(/\p{Script=Cyrillic}/u);
    expect(english(told[0]!)).toMatch(/^This voice speaks English; «.+» will be left out\.$/);
    expect(() => plan({ text: 'Привет!' })).toThrow(/Nothing of the text is left to say/);
    expect(() => plan({ text: '!!! ... 😀' })).toThrow(/There is no text to speak/);
  });
});
