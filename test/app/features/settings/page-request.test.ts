import { expect, test } from 'vitest';
import { checkForm, requestOf, seedOf } from '../../../../src/app/features/settings/page-request';
import { emptyForm, type PageForm } from '../../../../src/app/features/settings/settings-slice';
import { parseSpeechRequest } from '../../../../src/core/speech/parse-speech-request';
import { fakeManifest } from '../../../fakes/fake-manifest';

const manifest = fakeManifest();
const form = (change: Partial<PageForm> = {}): PageForm => ({ ...emptyForm, text: 'Hello.', ...change });
const grid = { codes: new Int32Array(16), codebookCount: 8, frameCount: 2 };
const parsed = (change: Partial<PageForm>) =>
  parseSpeechRequest(requestOf(form(change), manifest, 7, null), manifest, () => 0);

test('an untouched form asks for the model’s own defaults', () => {
  const { defaults } = manifest;
  expect(parsed({})).toMatchObject({
    text: 'Hello.',
    voices: [],
    scenePrompt: defaults.scenePrompt,
    seed: 7,
    maxNewColumns: defaults.maxNewColumns,
    sampling: { temperature: defaults.temperature, topK: defaults.topK, topP: defaults.topP },
    chunkMethod: 'auto',
    chunkBufferSize: 2,
  });
});

test('every field that is filled in reaches the request', () => {
  const change: Partial<PageForm> = {
    voice: { type: 'preset', id: 'ben' },
    scene: '  A station hall. ',
    temperature: '0.3',
    topK: '20',
    topP: '0.8',
    rasWindowLength: '0',
    rasMaxRepeats: '3',
    maxSeconds: '10',
    chunkMethod: 'word',
    chunkMaxWords: '50',
    chunkMaxTurns: '2',
    chunkBufferSize: '4',
    pauseScale: '0.5',
    retakes: '0',
    referencesInSystemMessage: true,
    endRule: 'first-release',
    codecMode: 'fast',
  };
  expect(parsed(change)).toEqual({
    text: 'Hello.',
    voices: [{ type: 'preset', id: 'ben' }],
    earlier: [],
    scenePrompt: 'A station hall.',
    referencesInSystemMessage: true,
    chunkMethod: 'word',
    chunkMaxWords: 50,
    chunkMaxTurns: 2,
    chunkBufferSize: 4,
    pauseScale: 0.5,
    retakes: 0,
    delivery: 'live',
    share: null,
    textRules: null,
    pronunciations: [],
    sampling: { temperature: 0.3, topK: 20, topP: 0.8, rasWindowLength: 0, rasMaxRepeats: 3 },
    maxNewColumns: 250,
    maxTotalColumns: null,
    seed: 7,
    endRule: 'first-release',
    codecMode: 'fast',
    finishedPieces: [],
    place: null,
  });
});

test('a scene that was emptied means no scene', () => {
  expect(parsed({ scene: ' ' }).scenePrompt).toBeNull();
});

test('every speaker of a dialogue has a voice: its own, or the next preset', () => {
  const text = '[SPEAKER0] Hello.\n[SPEAKER1] Hello.\n[SPEAKER3] Hello.';
  const ada = { type: 'preset', id: 'ada' } as const;
  const ben = { type: 'preset', id: 'ben' } as const;
  expect(parsed({ text, voice: ada }).voices).toEqual([ada, ben, ada, ben]);
  expect(parsed({ text, voice: ben, furtherVoices: ['', 'gone', 'ada'] }).voices).toEqual([
    ben,
    ben,
    ada,
    ada,
  ]);
  expect(parsed({ text }).voices).toEqual([]);
});

test.each(['0', '0.2', '400', '-3'])('a length limit of %s seconds is refused in seconds', (maxSeconds) => {
  expect(() => parsed({ maxSeconds })).toThrow('“Length limit” must be a number from 0.36 to 327 seconds.');
});

test('a described voice and a recorded one become references', () => {
  const described = form({ voice: { type: 'described' }, voiceDescription: ' low ' });
  expect(requestOf(described, manifest, 1, null).voices).toEqual([{ type: 'profile', description: 'low' }]);
  const own = form({ voice: { type: 'own' }, referenceTranscript: ' Hi. ' });
  expect(requestOf(own, manifest, 1, { type: 'codes', grid, transcript: 'Hi.' }).voices).toEqual([
    { type: 'codes', grid, transcript: 'Hi.' },
  ]);
});

test.each<[string, Partial<PageForm>, boolean, RegExp]>([
  ['an empty text', { text: ' \n' }, false, /no text to speak/],
  ['a voice without words', { voice: { type: 'described' } }, false, /Describe the voice/],
  ['an own voice without a recording', { voice: { type: 'own' } }, false, /needs a recording/],
  ['a recording without a transcript', { voice: { type: 'own' } }, true, /word for word/],
  [
    'a recording without consent',
    { voice: { type: 'own' }, referenceTranscript: 'Hi.' },
    true,
    /you may use the recorded voice/,
  ],
])('%s is refused before it is asked for', (_, change, hasReference, sentence) => {
  expect(() => checkForm(form(change), hasReference)).toThrow(sentence);
});

test('a complete form is not refused', () => {
  checkForm(form(), false);
  checkForm(form({ voice: { type: 'own' }, referenceTranscript: 'Hi.', referenceConsent: true }), true);
});

test('a number that is none is refused by its label', () => {
  expect(() => requestOf(form({ topP: '1,5' }), manifest, 1, null)).toThrow(
    '“Top-p” must be a number, not “1,5”.',
  );
});

test.each(['', 'x', '-1', '1.5', '4294967296'])('“%s” is no seed', (seed) => {
  expect(() => seedOf(form({ seed }), manifest)).toThrow(/whole number from 0/);
});

test('a seed is read from its field', () => {
  expect(seedOf(form({ seed: ' 4294967295 ' }), manifest)).toBe(4_294_967_295);
});
