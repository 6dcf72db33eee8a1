import { expect, test } from 'vitest';
import { usableVoices } from '../../../../src/app/features/models/models-slice';
import { castVoiceOfOwn } from '../../../../src/core/studio/own-voice';
import { writeVoiceFile } from '../../../../src/core/studio/voice-file';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { memoryNotes } from '../../../fakes/memory-notes';

const tone = new Float32Array(3 * 24_000).fill(0.2);
const said = { voice: { type: 'own' }, referenceTranscript: 'Hi.', referenceConsent: true } as const;

async function keepVoice(page: ReturnType<typeof fakePageParts>, name: string, words = 'Hi.'): Promise<void> {
  page.controllers.reference.takeFile(new File(['sound'], 'me.wav'));
  await page.until(({ reference }) => reference.type === 'ready');
  page.controllers.settings.change({ ...said, referenceTranscript: words });
  expect(await page.controllers.ownVoices.act((voices) => voices.keep(name))).toBe(true);
}

test('a kept voice is chosen, speaks, is heard, and is there after a reload', async () => {
  const notes = memoryNotes();
  const page = fakePageParts({}, { decodeAudio: async () => tone, notes });
  await page.untilReady();
  await keepVoice(page, 'Anna');
  const { ownVoices, form } = page.store.getState();
  expect(ownVoices).toMatchObject([{ name: 'Anna', transcript: 'Hi.', model: 'fake' }]);
  expect(form).toMatchObject({ voice: { type: 'kept', id: ownVoices[0]!.id }, referenceConsent: false });
  page.controllers.speech.speak();
  await page.until(() => page.engine.requests.length === 1);
  expect(page.engine.requests[0]!.voices).toMatchObject([{ type: 'codes', transcript: 'Hi.' }]);

  const later = fakePageParts({}, { notes, openVoices: async () => page.voices });
  // React draws a list anew, and for ever, that is another one each time it is asked for.
  const unsubscribe = later.store.subscribe((state) => expect(usableVoices(state)).toBe(usableVoices(state)));
  await later.untilReady();
  unsubscribe();
  expect(usableVoices(later.store.getState())).toEqual(ownVoices);
  expect(later.store.getState().ownVoices).toEqual(ownVoices);
  await later.controllers.preview.toggle(ownVoices[0]!.id);
  expect(later.speakers.at(-1)!.heard.length).toBeGreaterThan(0);
  expect(later.engine.previews).toEqual([]);
});

test.each([
  ['words', { referenceTranscript: ' ' }, 'Anna', 'transcript'],
  ['consent', { referenceConsent: false }, 'Anna', 'consent'],
  ['a name', {}, ' ', 'voiceName'],
])('a voice without %s is not kept, and its field is told', async (_, change, name, field) => {
  const page = fakePageParts({}, { decodeAudio: async () => tone });
  await page.untilReady();
  page.controllers.reference.takeFile(new File(['sound'], 'me.wav'));
  await page.until(({ reference }) => reference.type === 'ready');
  page.controllers.settings.change({ ...said, ...change });
  expect(await page.controllers.ownVoices.act((voices) => voices.keep(name))).toBe(false);
  expect(page.store.getState()).toMatchObject({ problem: { details: { field } }, ownVoices: [] });
  expect(page.store.getState().reference.type).toBe('ready');
});

test('a voice is moved as a locked file, with its consent', async () => {
  const page = fakePageParts({}, { decodeAudio: async () => tone });
  await page.untilReady();
  await keepVoice(page, 'Anna');
  const [voice] = page.store.getState().ownVoices;
  await page.controllers.ownVoices.act((voices) => voices.save(voice!.id, 'secret'));
  await page.until(() => page.saved.length > 0);
  expect(page.saved[0]!.name).toBe('anna.pagevoice-voice');
  const file = new File([page.saved[0]!.bytes as Uint8Array<ArrayBuffer>], 'anna.pagevoice-voice');

  const other = fakePageParts();
  await other.untilReady();
  const take = (words: string | null) =>
    other.controllers.ownVoices.act((voices) => voices.takeFile(file, words));
  expect(await take(null)).toEqual({ type: 'locked' });
  expect(await take('wrong')).toMatchObject({
    type: 'refused',
    message: expect.stringMatching(/passphrase/),
  });
  expect(await take('secret')).toEqual({ type: 'added', isOfOtherModel: false });
  expect(other.store.getState().ownVoices).toEqual([voice]);

  const foreign = new File([writeVoiceFile({ ...voice!, model: 'another' })], 'anna.pagevoice-voice');
  const taken = other.controllers.ownVoices.act((voices) => voices.takeFile(foreign, null));
  expect(await taken).toEqual({ type: 'added', isOfOtherModel: true });
});

test('two of one name are told apart; who deletes the chosen one speaks with the model’s first', async () => {
  const page = fakePageParts({}, { decodeAudio: async () => tone });
  await page.untilReady();
  await keepVoice(page, 'Anna');
  await keepVoice(page, 'Anna');
  const { ownVoices } = page.store.getState();
  expect(ownVoices.map(({ name }) => name)).toEqual(['Anna', 'Anna 2']);
  await page.controllers.ownVoices.act((voices) => voices.remove(ownVoices[1]!.id));
  expect(page.store.getState().form.voice).toMatchObject({ type: 'preset' });
  expect(page.store.getState().ownVoices).toHaveLength(1);
});

test('a dialogue in the studio is said by two own voices', async () => {
  const page = fakePageParts({ seconds: 1 }, { decodeAudio: async () => tone });
  await page.untilReady();
  await keepVoice(page, 'Anna', 'I am Anna.');
  await keepVoice(page, 'Ben', 'I am Ben.');
  const [anna, ben] = page.store.getState().ownVoices;
  page.controllers.settings.change({ text: 'Mother: Hello there.\nFather: Good day.' });
  await page.controllers.studio.open(null);
  const { studio } = page.controllers.studio;
  studio.editor.setVoice('Mother', castVoiceOfOwn(anna!));
  studio.editor.setVoice('Father', castVoiceOfOwn(ben!));
  studio.play();
  await page.until((state) => state.studio?.takes.size === 2);
  expect(page.engine.requests.map(({ voices }) => voices)).toMatchObject([
    [{ type: 'codes', transcript: 'I am Anna.' }],
    [{ type: 'codes', transcript: 'I am Ben.' }],
  ]);
});

test('a voice that is deleted while a project speaks with it stays in the project', async () => {
  const page = fakePageParts({ seconds: 1 }, { decodeAudio: async () => tone });
  await page.untilReady();
  await keepVoice(page, 'Anna', 'I am Anna.');
  const [anna] = page.store.getState().ownVoices;
  page.controllers.settings.change({ text: 'Hello there.' });
  await page.controllers.studio.open(null);
  await page.controllers.ownVoices.act((voices) => voices.remove(anna!.id));
  expect(page.store.getState().ownVoices).toEqual([]);
  page.controllers.studio.studio.play();
  await page.until((state) => state.studio?.takes.size === 1);
  expect(page.engine.requests[0]!.voices).toMatchObject([{ type: 'codes', transcript: 'I am Anna.' }]);
});

test.each([
  ['words', { referenceTranscript: ' ' }, 'transcript'],
  ['consent', { referenceConsent: false }, 'consent'],
])('the studio says nothing with a recording without %s, and its field is told', async (_, change, field) => {
  const page = fakePageParts({}, { decodeAudio: async () => tone });
  await page.untilReady();
  page.controllers.settings.change({ text: 'Mother: Hello there.\nFather: Good day.', ...said, ...change });
  page.controllers.reference.takeFile(new File(['sound'], 'me.wav'));
  await page.until(({ reference }) => reference.type === 'ready');
  await page.controllers.studio.open(null);
  const { studio } = page.controllers.studio;
  studio.play();
  await page.until(({ problem }) => problem !== null);
  expect(page.store.getState().problem!.details).toMatchObject({ field });
  expect(await studio.giveRecording('Mother')).toBe(false);
  expect(page.engine.requests).toEqual([]);
  page.controllers.settings.change(said);
  studio.play();
  await page.until((state) => state.studio?.takes.size === 2);
});
