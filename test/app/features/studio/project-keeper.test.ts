import { expect, test } from 'vitest';
import { FailureError } from '../../../../src/core/failure';
import { MemoryProjectStore } from '../../../../src/core/studio/memory-project-store';
import { openStudio, studioText as text } from '../../../fakes/open-studio';

test('takes that the full disk did not take are written into their own project, whichever is open then', async () => {
  const projects = new MemoryProjectStore();
  let isFull = false;
  const putTake = projects.putTake.bind(projects);
  projects.putTake = async (...given) => {
    if (isFull) throw new FailureError({ kind: 'storage', message: 'The disk is full.' });
    return putTake(...given);
  };
  const page = await openStudio(text, {}, { openProjects: async () => projects });
  const { id } = page.now().project;
  isFull = true;
  page.studio.play();
  await page.allMade();
  await page.studio.openNew('Something else.');
  isFull = false;
  page.studio.editor.setTitle('Mine');
  await new Promise((resolve) => setTimeout(resolve, 350));
  expect(await projects.takes(page.now().project.id)).toEqual([]);
  expect(await projects.takes(id)).toHaveLength(3);
});
