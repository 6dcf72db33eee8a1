import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { parseSpeechRequest } from '../../../src/core/speech/parse-speech-request';
import { fakeManifest } from '../../fakes/fake-manifest';

const manifest = fakeManifest();
const parse = (input: unknown) => parseSpeechRequest(input, manifest, () => 77);
const { codebookCount, codebookSize } = manifest.spec.language.codebooks;

function refusal(input: unknown): string {
  try {
    parse(input);
  } catch (error) {
    expect(error).toBeInstanceOf(FailureError);
    const { failure } = error as FailureError;
    expect(failure.kind).toBe('bad-request');
    return failure.message;
  }
  throw new Error('nothing was refused');
}

test('what is left out comes from the model and the caller', () => {
  expect(parse({ text: 'Hello.' })).toEqual({
    text: 'Hello.',
    voices: [],
    earlier: [],
    scenePrompt: manifest.defaults.scenePrompt,
    referencesInSystemMessage: false,
    chunkMethod: 'auto',
    chunkMaxWords: 200,
    chunkMaxTurns: 1,
    chunkBufferSize: 2,
    pauseScale: 1,
    retakes: 2,
    delivery: 'live',
    share: null,
    textRules: null,
    pronunciations: [],
    sampling: { temperature: 1, topK: 50, topP: 0.95, rasWindowLength: 7, rasMaxRepeats: 2 },
    maxNewColumns: 2048,
    maxTotalColumns: null,
    seed: 77,
    endRule: 'robust',
    codecMode: 'exact',
    finishedPieces: [],
    place: null,
  });
});

test('what is given is kept', () => {
  const given = {
    text: 'Hello.',
    voices: [{ type: 'preset', id: 'ada' }],
    earlier: [{ text: 'Hello.', grid: { codes: new Int32Array(16), codebookCount: 8, frameCount: 2 } }],
    scenePrompt: null,
    referencesInSystemMessage: true,
    chunkMethod: 'speaker',
    chunkMaxWords: 5,
    chunkMaxTurns: 2,
    chunkBufferSize: 0,
    pauseScale: 0,
    retakes: 0,
    delivery: 'whole',
    textRules: ['numbers'],
    pronunciations: [{ written: 'Nguyen', said: 'win', matchCase: false, wholeWord: true }],
    sampling: { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 1 },
    maxNewColumns: 9,
    maxTotalColumns: 300,
    seed: 2 ** 32 - 1,
    endRule: 'first-release',
    codecMode: 'fast',
    finishedPieces: [
      {
        text: 'Hello.',
        seed: 3,
        takeCount: 1,
        codes: { codes: new Int32Array(16), codebookCount: 8, frameCount: 2 },
        verdict: 'good',
      },
    ],
    place: { pieceCount: 3, sentenceCount: 2, columnCount: 90, isLast: false },
    share: { index: 1, count: 3 },
  };
  expect(parse(given)).toEqual(given);
});

test('an explicit null is the whole text, with all of the past', () => {
  expect(parse({ text: 'Hello.', chunkMethod: null })).toMatchObject({
    chunkMethod: 'none',
    chunkBufferSize: null,
  });
});

describe('refused with a sentence', () => {
  test.each<[string, unknown, RegExp]>([
    ['no object', 'Hello.', /must be an object/],
    ['no text', {}, /no text to speak/],
    ['empty text', { text: ' \n\t ' }, /no text to speak/],
    ['text that is no text', { text: 7 }, /must be text/],
    ['far too much text', { text: 'a'.repeat(300_000) }, /300000 characters; at most 250000/],
    ['the first half of a character', { text: 'ab\ud83d cd' }, /half a character.*position 2/],
    ['the second half of a character', { text: '\ude00' }, /half a character/],
    ['a misspelt field', { text: 'a', temprature: 1 }, /temprature.*not known/],
    ['a misspelt sampling value', { text: 'a', sampling: { topk: 1 } }, /topk.*not known/],
    ['a temperature below zero', { text: 'a', sampling: { temperature: -0.1 } }, /temperature.*0 to 2/],
    ['a temperature that is no number', { text: 'a', sampling: { temperature: Number.NaN } }, /temperature/],
    ['top-p of zero', { text: 'a', sampling: { topP: 0 } }, /topP.*above 0/],
    ['top-p above one', { text: 'a', sampling: { topP: 1.5 } }, /topP.*0 to 1/],
    ['a broken top-k', { text: 'a', sampling: { topK: 1.5 } }, /topK.*whole number/],
    ['a seed that is too large', { text: 'a', seed: 2 ** 32 }, /seed.*0 to 4294967295/],
    ['a seed as text', { text: 'a', seed: '1' }, /seed.*whole number/],
    ['a limit without one whole frame', { text: 'a', maxNewColumns: codebookCount }, /maxNewColumns/],
    ['an unknown chunk method', { text: 'a', chunkMethod: 'line' }, /speaker, word, none/],
    ['voices that are no list', { text: 'a', voices: 'ada' }, /must be a list/],
    ['an unknown voice', { text: 'a', voices: [{ type: 'preset', id: 'eve' }] }, /no voice "eve".*ada, ben/],
    ['a voice of no kind', { text: 'a', voices: [{ id: 'ada' }] }, /preset, codes, profile/],
    [
      'an empty profile',
      { text: 'a', voices: [{ type: 'profile', description: ' ' }] },
      /describe the voice/,
    ],
    [
      'a speaker without a voice',
      { text: '[SPEAKER1] Hi.', voices: [{ type: 'preset', id: 'ada' }] },
      /SPEAKER1/,
    ],
  ])('%s', (_, input, sentence) => {
    expect(refusal(input)).toMatch(sentence);
  });
});

describe('reference codes', () => {
  const grid = (frameCount: number, code = 0, count = codebookCount) => ({
    codes: new Int32Array(count * frameCount).fill(code),
    codebookCount: count,
    frameCount,
  });
  const voice = (change: object) => ({
    text: 'a',
    voices: [{ type: 'codes', grid: grid(3), transcript: 'It says.', ...change }],
  });

  test('whole grids of valid codes are taken', () => {
    expect(parse(voice({})).voices).toHaveLength(1);
  });

  test('a transcript is needed, except in the system message', () => {
    expect(refusal(voice({ transcript: ' ' }))).toMatch(/no transcript/);
    expect(parse({ ...voice({ transcript: '' }), referencesInSystemMessage: true }).voices).toHaveLength(1);
  });

  test.each([
    ['no frames', grid(0)],
    ['too few codebooks', grid(3, 0, codebookCount - 1)],
    ['a code that stands for no sound', grid(3, codebookSize)],
    ['a negative code', grid(3, -1)],
    ['codes that do not fill the grid', { ...grid(3), frameCount: 4 }],
    ['codes of another kind', { ...grid(3), codes: [1, 2, 3] }],
  ])('%s are refused', (_, bad) => {
    refusal(voice({ grid: bad }));
  });
});
