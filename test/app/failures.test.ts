import { expect, test } from 'vitest';
import { failureSentence } from '../../src/app/failures';
import { englishLanguage, setLanguage } from '../../src/app/language/language';
import { FailureError, failureOf } from '../../src/core/failure';
import { say } from '../../src/core/sentence';
import { parseSpeechRequest } from '../../src/core/speech/parse-speech-request';
import { fakeManifest } from '../fakes/fake-manifest';

function sentenceFor(change: object): string {
  try {
    parseSpeechRequest({ text: 'Hello.', ...change }, fakeManifest(), () => 0);
  } catch (error) {
    if (error instanceof FailureError) return failureSentence(error.failure);
  }
  return 'accepted';
}

test('a field is called by the label above it', () => {
  expect(sentenceFor({ sampling: { topP: 1.5 } })).toBe('“Top-p” must be a number from 0 to 1.');
  expect(sentenceFor({ seed: -1 })).toBe('“Seed” must be a whole number from 0 to 4,294,967,295.');
  expect(sentenceFor({ text: 'a\ud800b' })).toMatch(/^“Text” holds half a character/);
});

test('other sentences stay as they are', () => {
  const message = 'The graphics card was lost.';
  expect(failureSentence({ kind: 'device-lost', message })).toBe(message);
});

test('a failure that carries its sentence is said in the language of the page', () => {
  const failure = failureOf('bad-audio', say`“${'a\u202Eb.wav'}” is empty (0 bytes). Choose another file.`);
  expect(failure.message).toBe('“ab.wav” is empty (0 bytes). Choose another file.');
  setLanguage({
    ...englishLanguage,
    messageOf:
      () =>
      ([name]) =>
        `${name} ist leer.`,
  });
  expect(failureSentence(failure)).toBe('ab.wav ist leer.');
  setLanguage(englishLanguage);
});
