import { expect, test } from 'vitest';
import { takeIn } from '../../../../src/app/features/studio/studio-view';
import { verbatim } from '../../../../src/core/sentence';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { memoryNotes } from '../../../fakes/memory-notes';
import { openStudio, studioText as text } from '../../../fakes/open-studio';

test('every sentence is made by a request of its own, and kept with its codes', async () => {
  const page = await openStudio();
  page.studio.play();
  await page.allMade();
  expect(page.engine.requests.map(({ text: words }) => words)).toEqual([
    'One is here.',
    'Two is here.',
    'Three is here.',
  ]);
  expect(page.engine.requests.map(({ earlier }) => earlier?.length)).toEqual([0, 1, 2]);
  await page.until(({ studio }) => studio?.keeping.state === 'kept');
  const { id } = page.now().project;
  const kept = await page.projects.takes(id);
  expect(kept.map(({ rowId }) => rowId)).toEqual(page.rows().map((row) => row.id));
  for (const take of kept) expect(await page.projects.codes(take.id)).toHaveLength(1);
  expect((await page.projects.read(id))?.draft.text).toBe(text);
});

test('a sentence that is changed or said anew leaves the others as they are', async () => {
  const page = await openStudio();
  page.studio.play();
  await page.allMade();
  const before = page.takes();
  page.studio.player.stop();
  page.studio.sayAnew(page.rows()[1]!.id);
  await page.until(() => page.takes()[1] !== before[1] && page.now().makingRowId === null);
  expect([page.takes()[0], page.takes()[2]]).toEqual([before[0], before[2]]);
  expect(page.now().takes.get(page.rows()[1]!.id)).toHaveLength(2);
  page.studio.editor.chooseTake(page.rows()[1]!.id, before[1]!.id);
  expect(page.takes()).toEqual(before);

  page.controllers.settings.change({ text: text.replace('Two is', 'Two was') });
  expect(page.takes()).toEqual([before[0], null, before[2]]);
  page.studio.editor.undo();
  expect(page.store.getState().form.text).toBe(text);
  expect(page.takes()).toEqual(before);
});

test('a project is there again after a reload, with text, takes, place and settings', async () => {
  const page = await openStudio();
  page.controllers.settings.change({ temperature: '0.6', scene: 'A cave.' });
  page.studio.play();
  await page.allMade();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  page.studio.player.seek(1.9);
  const place = page.now().hearing.place;
  const { id } = page.now().project;
  await page.controllers.studio.studio.close();

  const later = fakePageParts({}, { openProjects: async () => page.projects });
  await later.untilReady();
  await later.controllers.studio.open(id);
  const state = later.store.getState();
  expect(state.form).toMatchObject({ text, temperature: '0.6', scene: 'A cave.' });
  expect(state.studio!.hearing.place).toEqual(place);
  expect(state.studio!.project.draft.rows.every((row) => takeIn(state, row))).toBe(true);
  expect(later.engine.requests).toEqual([]);
  // The sound comes from the codes.
  later.controllers.studio.studio.play();
  await later.until(({ studio }) => studio?.hearing.type === 'still');
  expect(later.engine.requests).toEqual([]);
  expect(later.speakers.at(-1)!.heard.length).toBeGreaterThan(24_000);
});

test('who speaks has a voice of their own, and another voice concerns their sentences only', async () => {
  const page = await openStudio('Anna: Hello there.\nBen: Good day.\nAnna: Bye now.');
  expect(page.now().project.draft.cast.map(({ name }) => name)).toContain('Anna');
  page.studio.editor.setVoice('Anna', { type: 'preset', id: 'ada' });
  page.studio.editor.setVoice('Ben', { type: 'preset', id: 'ben' });
  page.studio.play();
  await page.allMade();
  expect(page.engine.requests.map(({ voices }) => voices?.[0])).toEqual([
    { type: 'preset', id: 'ada' },
    { type: 'preset', id: 'ben' },
    { type: 'preset', id: 'ada' },
  ]);
  page.studio.player.stop();
  const before = page.takes();
  page.studio.editor.setVoice('Ben', { type: 'preset', id: 'ada' });
  expect(page.takes()).toEqual([before[0], null, before[2]]);
});

test('a lost device ends the making and not what was made; with a model again the rest is made', async () => {
  const page = await openStudio(text, { failAfterChunks: 1, failInRequest: 2 });
  page.studio.play();
  await page.until(({ model }) => model.type === 'failed');
  await page.until(({ studio }) => studio?.hearing.type === 'still' && studio.makingRowId === null);
  expect(page.now().failed.size).toBe(0);
  expect(page.now().takes.size).toBe(1);
  page.controllers.models.retry();
  await page.until(({ model }) => model.type === 'ready');
  page.studio.play();
  await page.allMade();
});

test('a take is deleted for good, and another one of its sentence is heard', async () => {
  const page = await openStudio();
  page.studio.play();
  await page.allMade();
  const [row] = page.rows();
  page.studio.sayAnew(row!.id);
  await page.until(({ studio }) => studio?.takes.get(row!.id)?.length === 2);
  const [first, second] = page.now().takes.get(row!.id)!;
  page.studio.editor.chooseTake(row!.id, first!.id);
  await page.studio.removeTake(first!);
  expect(page.takes()[0]).toBe(second);
  expect(page.rows()[0]!.chosenTakeId).toBeNull();
  expect((await page.projects.takes(page.now().project.id)).map(({ id }) => id)).not.toContain(first!.id);
  expect(await page.projects.codes(first!.id)).toBeNull();
  await page.studio.removeTake(second!);
  expect(page.takes()[0]).toBeNull();
  expect(page.takes().slice(1)).not.toContain(null);
});

test('a sentence that cannot be said is told, and the others are made', async () => {
  const page = await openStudio(text, { refusedText: 'Two is here.' });
  page.studio.play();
  await page.until(({ studio }) => studio?.failed.size === 1 && studio.takes.size === 2);
  expect([...page.now().failed]).toEqual([[page.rows()[1]!.id, verbatim('It cannot be said.')]]);
  await page.until(({ studio }) => studio?.hearing.type === 'still');
});

test('a text of signs alone is told from an empty one', async () => {
  const page = await openStudio('… 🎉');
  expect(page.now().sentence).toMatch(/^Signs alone/);
  page.controllers.settings.change({ text: ' ' });
  expect(page.now().sentence).toMatch(/^Write something/);
});

test('with nothing kept on the device a project ends with the page, and is removed where it was', async () => {
  const page = await openStudio();
  page.studio.play();
  await page.allMade();
  const { id } = page.now().project;
  await page.studio.keepOnDevice(false);
  expect(await page.projects.read(id)).toBeNull();
  expect(page.now().keeping.isOnDevice).toBe(false);
  expect(page.takes().every((take) => take !== null)).toBe(true);
});

test('a project is copied, exported, imported, found and removed', async () => {
  const page = await openStudio();
  page.studio.play();
  await page.allMade();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  const { id } = page.now().project;
  await page.studio.shelf.duplicate(id);
  expect(
    page
      .now()
      .heads?.map(({ title }) => title)
      .sort(),
  ).toEqual(['One is here. Two is here. Three is here.', 'One is here. Two is here. Three is here. (copy)']);
  await page.studio.shelf.show('nowhere');
  expect(page.now().heads).toEqual([]);
  await page.studio.shelf.exportFile(id);
  await page.until(() => page.saved.length > 0);
  expect(page.saved[0]!.name).toBe('one-is-here-two-is-here-three-is-here.pagevoice');
  const bytes = page.saved[0]!.bytes as Uint8Array<ArrayBuffer>;
  await page.studio.importFile(new File([bytes], 'one.pagevoice'));
  expect(page.now().project.id).not.toBe(id);
  expect(page.takes().every((take) => take !== null)).toBe(true);
  await page.studio.importFile(new File(['{}'], 'other.pagevoice'));
  expect(page.store.getState().problem?.message).toMatch(/no project/);
  await page.studio.importFile(new File([bytes], 'one.pagevoice'));
  expect(page.store.getState().problem).toBeNull();
  await page.studio.removeProject(id);
  expect(await page.projects.read(id)).toBeNull();
  const open = page.now().project.id;
  page.studio.player.seek(1);
  await page.studio.removeProject(open);
  expect(page.store.getState().studio).toBeNull();
  expect(await page.projects.read(open)).toBeNull();
});

test('a text that was written without the studio is offered the next time, unless nothing is to be kept', async () => {
  const notes = memoryNotes();
  const page = fakePageParts({}, { notes });
  await page.untilReady();
  page.controllers.settings.change({ text: 'My draft.' });
  await new Promise((resolve) => setTimeout(resolve, 350));
  const later = fakePageParts({}, { notes });
  await later.untilReady();
  expect(later.store.getState().studioOffer).toEqual({ type: 'text', text: 'My draft.' });
  later.controllers.studio.takeText('My draft.');
  expect(later.store.getState().form.text).toBe('My draft.');
  later.controllers.studio.keepNothing();
  later.controllers.settings.change({ text: 'My other draft.' });
  await new Promise((resolve) => setTimeout(resolve, 350));
  const last = fakePageParts({}, { notes });
  await last.untilReady();
  expect(last.store.getState().studioOffer).toBeNull();
});

test('a text file becomes a project; one that is no text is refused with a reason', async () => {
  const page = await openStudio();
  const { id } = page.now().project;
  await page.studio.importFile(new File(['Anna: Hi.\r\nBen: Ho.'], 'talk.txt'));
  expect(page.rows().map((row) => [row.speaker, row.text])).toEqual([
    ['Anna', 'Hi.'],
    ['Ben', 'Ho.'],
  ]);
  expect((await page.projects.read(id))?.draft.text).toBe(text);
  await page.studio.importFile(new File([Uint8Array.of(0xff, 0xfe)], 'old.txt'));
  expect(page.store.getState().problem?.message).toMatch(/not in UTF-8/);
  await page.controllers.speech.openText(new File(['x'], 'photo.png'));
  expect(page.store.getState().problem?.message).toMatch(/“photo.png” is no text/);
  await page.controllers.speech.openText(new File(['Dropped.'], 'a.md'));
  expect(page.store.getState().form.text).toBe('Dropped.');
});

test('a project that another tab has open is not opened twice', async () => {
  const held = new Set<string>();
  const holdProject = async (id: string) => {
    if (held.has(id)) return null;
    held.add(id);
    return () => held.delete(id);
  };
  const page = await openStudio(text, {}, { holdProject });
  const { id } = page.now().project;
  await page.studio.close();
  expect(held.size).toBe(0);
  held.add(id);
  await page.controllers.studio.open(id);
  expect(page.store.getState().studio).toBeNull();
  expect(page.store.getState().problem?.message).toMatch(/open in another tab/);

  await page.studio.openNew('Something else.');
  held.add(id);
  await page.studio.removeProject(id);
  expect(page.store.getState().problem?.message).toMatch(/open in another tab/);
  expect(await page.projects.read(id)).not.toBeNull();
  held.delete(id);
  await page.studio.removeProject(id);
  expect(await page.projects.read(id)).toBeNull();
  expect(held.has(id)).toBe(false);
});

test('a setting that is wrong is told once, and no sentence is blamed for it', async () => {
  const page = await openStudio();
  page.controllers.settings.change({ seed: 'abc', isSeedLocked: true });
  page.studio.play();
  await page.until(({ problem }) => problem !== null);
  expect(page.store.getState().problem?.details?.field).toBe('seed');
  await page.until(({ studio }) => studio?.hearing.type === 'still' && studio.makingRowId === null);
  expect(page.now().failed.size).toBe(0);
  expect(page.engine.requests).toEqual([]);
  page.controllers.settings.change({ seed: '7' });
  page.studio.play();
  expect(page.store.getState().problem).toBeNull();
  await page.allMade();
});

test('a closed project is opened again with its text, and another text is kept beside it', async () => {
  const notes = memoryNotes();
  const page = await openStudio(text, {}, { notes });
  const { id } = page.now().project;
  await page.studio.close();
  await page.controllers.studio.open(null);
  expect(page.now().project.id).toBe(id);
  await page.studio.close();
  page.controllers.settings.change({ text: 'Something else.' });
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(notes.read('text')).toBe('Something else.');
  page.controllers.settings.change({ text });
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(notes.read('text')).toBe('');
  page.controllers.settings.change({ text: 'Something else.' });
  await page.controllers.studio.open(null);
  expect(page.now().project.id).not.toBe(id);
  expect(page.now().project.draft.text).toBe('Something else.');
});
