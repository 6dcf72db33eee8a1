import { describe, expect, test } from 'vitest';
import { createReadingController } from '../../../../src/app/features/reading/reading-controller';
import { expectedSeconds, isRuleOn } from '../../../../src/app/features/reading/reading-slice';
import { newestTake } from '../../../../src/app/features/speech/takes';
import { createPageStore } from '../../../../src/app/store';
import { english as inEnglish } from '../../../../src/core/sentence';
import { MAX_PRONUNCIATIONS, type Pronunciation } from '../../../../src/core/text/pronunciations';
import { fakeManifest } from '../../../fakes/fake-manifest';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { englishVoice } from '../../../fakes/fake-profile';
import { type MemoryNotes, memoryNotes } from '../../../fakes/memory-notes';

const english = fakeManifest({ speech: englishVoice });
const nguyen: Pronunciation = { written: 'Nguyen', said: 'win', matchCase: false, wholeWord: true };
const siobhan: Pronunciation = { written: 'Siobhan', said: 'shivawn', matchCase: true, wholeWord: true };
const isDone = ({ speech }: { speech: { type: string } }) => /finished|stopped|failed/.test(speech.type);

function englishPage(notes: MemoryNotes = memoryNotes()) {
  const page = fakePageParts({ manifest: english }, { notes });
  const isOn = (name: string) => {
    const { reading } = page.store.getState();
    return isRuleOn(reading, reading.rules!.find((rule) => rule.name === name)!);
  };
  const untilRead = async () => {
    await page.untilReady();
    await page.until(({ reading }) => reading.rules !== null);
  };
  const spoken = async () => {
    page.controllers.speech.speak();
    await page.until(isDone);
    return page.engine.requests.at(-1)!;
  };
  return { ...page, isOn, untilRead, spoken };
}

describe('switches', () => {
  test('the rules are those of the voice’s language, on where its package says so', async () => {
    const page = englishPage();
    await page.untilRead();
    expect(page.isOn('money')).toBe(true);
    expect(page.isOn('emoji-names')).toBe(false);
    expect(await page.spoken()).not.toHaveProperty('textRules');
  });

  test('a package may name single rules beside the usual ones', async () => {
    const manifest = fakeManifest({ speech: { ...englishVoice, textRules: ['all', 'emoji-names'] } });
    const page = fakePageParts({ manifest });
    await page.untilReady();
    const { reading } = await page.until(({ reading }) => reading.rules !== null);
    expect(reading.rules!.find(({ name }) => name === 'emoji-names')?.isUsual).toBe(true);
    expect(reading.rules!.find(({ name }) => name === 'money')?.isUsual).toBe(true);
  });

  test('a model that names no language has them all, switched off', async () => {
    const page = fakePageParts();
    await page.untilReady();
    const { reading } = await page.until(({ reading }) => reading.rules !== null);
    expect(reading.rules?.length).toBeGreaterThan(20);
    expect(reading.rules?.filter(({ isUsual }) => isUsual)).toEqual([]);
  });

  test('a switch goes into the request and is kept, and the way back leaves no trace', async () => {
    const notes = memoryNotes();
    const page = englishPage(notes);
    await page.untilRead();
    page.controllers.reading.switchRule('money', false);
    page.controllers.reading.switchRule('emoji-names', true);
    const { textRules } = await page.spoken();
    expect(textRules).toContain('numbers');
    expect(textRules).toContain('emoji-names');
    expect(textRules).not.toContain('money');
    expect(notes.texts.get('text-rules')).toBe('{"money":false,"emoji-names":true}');
    page.controllers.reading.switchRule('money', true);
    expect(notes.texts.get('text-rules')).toBe('{"emoji-names":true}');
    page.controllers.reading.resetRules();
    expect(await page.spoken()).not.toHaveProperty('textRules');
    expect(notes.texts.get('text-rules')).toBe('{}');
  });

  test('what was switched before is part of the very first request; a rule that is gone is passed over', async () => {
    const page = englishPage(memoryNotes({ 'text-rules': '{"money":false,"gone":true,"numbers":"no"}' }));
    await page.untilReady();
    const { textRules } = await page.spoken();
    expect(textRules).not.toContain('money');
    expect(textRules).not.toContain('gone');
    expect(textRules).toContain('numbers');
  });

  test.each(['{', '[]', 'null', '7', '"x"'])('a note of %s is no switch', async (note) => {
    const page = englishPage(memoryNotes({ 'text-rules': note }));
    await page.untilRead();
    expect(page.store.getState().reading.switched).toEqual({});
  });

  test('another tab switches for this one too', async () => {
    const notes = memoryNotes();
    const page = englishPage(notes);
    await page.untilRead();
    notes.writeElsewhere('text-rules', '{"dates":false}');
    await page.until(({ form }) => form.textRules !== null);
    expect(page.isOn('dates')).toBe(false);
  });

  test('rules that cannot be fetched are told to whoever has switched some, and the voice speaks', async () => {
    const store = createPageStore();
    const notes = memoryNotes({ 'text-rules': '{"money":false}' });
    const reading = createReadingController(
      { store, ports: { notes, nowSeconds: () => 0, saveBlob: () => {} } },
      () => Promise.reject(new Error('gone')),
    );
    await reading.start();
    expect(inEnglish(store.getState().warnings[0]!.sentence)).toMatch(
      /could not be loaded: the voice uses its own/,
    );
    expect(() => reading.requireSomethingToSay()).not.toThrow();
  });
});

describe('pronunciations', () => {
  test('the list goes into the request and is kept', async () => {
    const notes = memoryNotes();
    const page = englishPage(notes);
    await page.untilReady();
    page.controllers.reading.changeList((list) => [...list, nguyen]);
    expect((await page.spoken()).pronunciations).toEqual([nguyen]);
    const again = englishPage(memoryNotes(Object.fromEntries(notes.texts)));
    await again.untilReady();
    expect((await again.spoken()).pronunciations).toEqual([nguyen]);
  });

  test('what another tab has added stays, told or not', async () => {
    const notes = memoryNotes();
    const page = englishPage(notes);
    await page.untilReady();
    notes.writeElsewhere('pronunciations', JSON.stringify([nguyen]));
    expect(page.store.getState().form.pronunciations).toEqual([nguyen]);
    notes.texts.set('pronunciations', '[]');
    page.controllers.reading.changeList((list) => [...list, siobhan]);
    expect(page.store.getState().form.pronunciations).toEqual([siobhan]);
  });

  test('without storage the list holds while the page is open, which is said', async () => {
    const page = englishPage(memoryNotes({}, true));
    await page.untilReady();
    page.controllers.reading.changeList((list) => [...list, nguyen]);
    page.controllers.reading.changeList((list) => [...list, siobhan]);
    expect((await page.spoken()).pronunciations).toEqual([nguyen, siobhan]);
    expect(page.store.getState().reading.listProblem).toMatch(/keeps nothing/);
  });

  test('a note that is no list is told, and does not stop the page', async () => {
    const page = englishPage(memoryNotes({ pronunciations: '[{"written": 5}]' }));
    await page.untilReady();
    expect(page.store.getState().reading.listProblem).toMatch(/cannot be read.*"written" must be a text/);
    expect(await page.spoken()).not.toHaveProperty('pronunciations');
    page.controllers.reading.changeList((list) => [...list, nguyen]);
    expect(page.store.getState().reading.listProblem).toBe('');
  });

  test('a list that the engine would refuse is not taken', async () => {
    const page = englishPage();
    await page.untilReady();
    const many = Array.from({ length: MAX_PRONUNCIATIONS + 1 }, (_, i) => ({
      ...nguyen,
      written: `word${i}`,
    }));
    page.controllers.reading.changeList(() => many);
    expect(page.store.getState().form.pronunciations).toEqual([]);
  });

  test('the list is saved as a file that can be read again', async () => {
    const page = englishPage();
    await page.untilReady();
    page.controllers.reading.changeList(() => [nguyen, siobhan]);
    page.controllers.reading.exportList();
    await page.until(() => page.saved.length === 1);
    expect(page.saved[0]!.name).toBe('pronunciations.json');
    expect(JSON.parse(new TextDecoder().decode(page.saved[0]!.bytes))).toEqual([nguyen, siobhan]);
  });
});

describe('the text', () => {
  test('letters that the voice cannot say are told once typing pauses', async () => {
    const page = englishPage();
    await page.untilRead();
    page.controllers.settings.change({ text: 'Hello, жаба.' });
    const { reading } = await page.until(({ reading }) => reading.survey?.letters != null);
    expect(inEnglish(reading.survey!.letters!)).toMatch(
      /^This voice speaks English; «а, ж, б» will be left out\.$/,
    );
    page.controllers.settings.change({ text: 'Hello, toad.' });
    await page.until(({ reading }) => reading.survey?.text === 'Hello, toad.');
    expect(page.store.getState().reading.survey!.letters).toBeNull();
  });

  test('what is expected follows the voice, and goes on with the text while it is typed', async () => {
    const page = englishPage();
    await page.untilRead();
    const sentence = 'The river runs slowly to the sea. ';
    page.controllers.settings.change({ text: sentence.repeat(2) });
    await page.until(({ reading }) => reading.survey?.text === sentence.repeat(2));
    const two = expectedSeconds(page.store.getState());
    // 26 letters each, and a pause between them.
    const spoken = 2 * (0.5 + 26 * 0.06);
    expect(two).toBeGreaterThan(spoken);
    expect(two).toBeLessThan(spoken + 1);
    page.controllers.settings.change({ text: sentence.repeat(4) });
    expect(expectedSeconds(page.store.getState())).toBeCloseTo(2 * two);
    page.controllers.speech.speak();
    expect(page.store.getState().request?.estimatedSeconds).toBeCloseTo(2 * two);
  });

  test.each([
    ['a text in other letters', 'Привет, мир!', /This voice speaks English; .* Nothing of the text is left/],
    ['a text of signs', '!!!!', /^There is no text to speak\. Write something first\.$/],
    ['emoji', '😀 👍🏽', /^There is no text to speak/],
    ['what cannot be seen', '\u200d\ufe0f', /^There is no text to speak/],
  ])('%s is refused, and what was said before sounds on', async (_, text, sentence) => {
    const page = englishPage();
    await page.untilRead();
    await page.spoken();
    const before = page.store.getState();
    page.controllers.settings.change({ text });
    page.controllers.speech.speak();
    const state = await page.until(({ problem }) => problem !== null);
    expect(state.problem?.message).toMatch(sentence);
    expect(newestTake(state)).toBe(newestTake(before));
    expect(state.playback).toBe(before.playback);
    expect(page.engine.requests).toHaveLength(1);
  });
});
