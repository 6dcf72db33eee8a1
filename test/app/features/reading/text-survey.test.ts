import { expect, test } from 'vitest';
import { slicesOf, TextSurveyor } from '../../../../src/app/features/reading/text-survey';
import { emptyForm } from '../../../../src/app/features/settings/settings-slice';
import { english } from '../../../../src/core/sentence';
import { parseSpeechRequest } from '../../../../src/core/speech/parse-speech-request';
import { planSpeech } from '../../../../src/core/speech/plan-speech';
import { fakeManifest } from '../../../fakes/fake-manifest';
import { englishVoice } from '../../../fakes/fake-profile';

const manifest = fakeManifest({ speech: englishVoice });

function survey(text: string, form = emptyForm) {
  const steps = new TextSurveyor(form, manifest).survey(text);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

function planned(text: string): number {
  const plan = planSpeech(
    parseSpeechRequest({ text }, manifest, () => 0),
    manifest,
    [],
  );
  const samples = plan.pieces.reduce((sum, { pauseSamples }) => sum + pauseSamples, plan.endSamples);
  return plan.pieces.reduce((sum, { expected }) => sum + expected.seconds, samples / 24_000);
}

const paragraph =
  'On 12/03/2026 Dr. Smith paid $3.50 for 12 apples. Was it too much? He did not think so.\n\nNobody else came.\n';

test('a text is as long as the engine plans it', () => {
  expect(survey(paragraph).seconds).toBeCloseTo(planned(paragraph));
  const long = paragraph.repeat(200);
  expect(survey(long).seconds / planned(long)).toBeCloseTo(1, 1);
});

test('a field that no request may hold is taken as empty', () => {
  expect(survey(paragraph, { ...emptyForm, pauseScale: '-7' }).seconds).toBeCloseTo(planned(paragraph));
  expect(survey(paragraph, { ...emptyForm, pauseScale: '0' }).seconds).toBeLessThan(planned(paragraph));
});

test('letters are named wherever they stand, the most frequent first', () => {
  const { letters } = survey(`${paragraph.repeat(100)} ж ${paragraph.repeat(50)} фф café`);
  expect(letters && english(letters)).toBe('This voice speaks English; «ф, ж» will be left out.');
});

test('nothing to say takes no time', () => {
  expect(survey('')).toEqual({ text: '', seconds: 0, pace: 1, letters: null });
  expect(survey('!!! … 😀').seconds).toBe(0);
});

test.each([
  ['lines', 'A line of some words.\n'.repeat(500)],
  ['sentences', 'A sentence of some words. '.repeat(500)],
  ['words', 'word '.repeat(3000)],
  ['one word', 'x'.repeat(10_000)],
  ['pairs of units', '😀'.repeat(5000)],
])('slices of %s are the text again, and none is long or cut through a character', (_, text) => {
  const slices = [...slicesOf(text)];
  expect(slices.join('')).toBe(text);
  expect(Math.max(...slices.map(({ length }) => length))).toBeLessThanOrEqual(1501);
  expect(slices.filter((slice) => !slice.isWellFormed())).toEqual([]);
});
