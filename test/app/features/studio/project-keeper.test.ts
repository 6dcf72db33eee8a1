import { expect, test } from 'vitest';
import { FailureError } from '../../../../src/core/failure';
import { MemoryProjectStore } from '../../../../src/core/studio/memory-project-store';
import type { Project } from '../../../../src/core/studio/project';
import type { MadeTake } from '../../../../src/core/studio/project-store';
import { openStudio, studioText as text } from '../../../fakes/open-studio';

/** A store that takes nothing while it is full. */
class FullStore extends MemoryProjectStore {
  isFull = false;

  override async put(project: Project): Promise<void> {
    this.#refuse();
    await super.put(project);
  }

  override async putTake(projectId: string, made: MadeTake): Promise<void> {
    this.#refuse();
    await super.putTake(projectId, made);
  }

  #refuse(): void {
    if (this.isFull) throw new FailureError({ kind: 'storage', message: 'The disk is full.' });
  }
}

test('a full disk is told, what was made stays, and is written once there is room', async () => {
  const projects = new FullStore();
  const page = await openStudio(text, {}, { openProjects: async () => projects });
  projects.isFull = true;
  page.studio.play();
  await page.allMade();
  await page.until(({ studio }) => studio?.keeping.state === 'failed');
  expect(page.now().keeping.problem).toBe('The disk is full.');
  expect(await projects.takes(page.now().project.id)).toEqual([]);
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  page.studio.play();
  await page.until(({ studio }) => studio?.hearing.type === 'still');
  projects.isFull = false;
  page.studio.editor.setTitle('Mine');
  await page.until(({ studio }) => studio?.keeping.state === 'kept');
  expect(page.now().keeping.problem).toBe('');
  expect(await projects.takes(page.now().project.id)).toHaveLength(3);
});

test('a project that the full disk did not take is there when it is opened again, and is written once there is room', async () => {
  const projects = new FullStore();
  const page = await openStudio(text, {}, { openProjects: async () => projects });
  const { id } = page.now().project;
  await page.until(({ studio }) => studio?.keeping.state === 'kept');
  await new Promise((resolve) => setTimeout(resolve, 350));
  projects.isFull = true;
  page.controllers.settings.change({ text: 'One is here. And more.' });
  page.studio.editor.setTitle('Mine');
  page.studio.play();
  await page.allMade();
  await page.studio.openNew('Something else.');
  await page.until(({ studio }) => studio?.keeping.problem === 'The disk is full.');
  expect((await projects.read(id))?.draft.title).toBe('');
  const other = page.now().project.id;
  await page.studio.shelf.show('mine');
  expect(page.now().heads?.map((head) => [head.id, head.title])).toEqual([[id, 'Mine']]);
  await page.studio.open(id);
  expect(page.store.getState().form.text).toBe('One is here. And more.');
  expect(page.takes().every((take) => take !== null)).toBe(true);
  await page.studio.removeProject(other);
  projects.isFull = false;
  await page.studio.close();
  expect(await projects.read(id)).toMatchObject({ draft: { title: 'Mine', text: 'One is here. And more.' } });
  expect(await projects.takes(id)).toHaveLength(2);
  expect(await projects.read(other)).toBeNull();
});

test('takes that the full disk did not take are written into their own project, whichever is open then', async () => {
  const projects = new FullStore();
  const page = await openStudio(text, {}, { openProjects: async () => projects });
  const { id } = page.now().project;
  projects.isFull = true;
  page.studio.play();
  await page.allMade();
  await page.studio.openNew('Something else.');
  projects.isFull = false;
  page.studio.editor.setTitle('Mine');
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(await projects.takes(page.now().project.id)).toEqual([]);
  expect(await projects.takes(id)).toHaveLength(3);
});
