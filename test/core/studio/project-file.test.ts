import { expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { parseProjectFile } from '../../../src/core/studio/parse-project-file';
import { emptyDraft, type Project, withText } from '../../../src/core/studio/project';
import { copyOfProject, writeProjectFile } from '../../../src/core/studio/project-file';
import { madeTake } from '../../fakes/studio-takes';

const grid = { codes: Int32Array.of(1, 2, 70, 1023), codebookCount: 2, frameCount: 2 };
let count = 0;
const draft = withText(emptyDraft, 'Anna: One.\nBen: Two.', {
  newId: () => `r${++count}`,
  language: 'en',
  voices: [{ type: 'codes', grid, transcript: 'Hello.' }, { type: 'plain' }],
  hasTakes: () => true,
});
const project: Project = {
  id: 'p1',
  createdAtMs: 1,
  changedAtMs: 2,
  draft: { ...draft, settings: { scene: null, temperature: '0.7' } },
  place: { rowId: 'r2', seconds: 1.5 },
};
const takes = [madeTake(), madeTake({ id: 't2', rowId: 'r2', contextIds: ['t1'] })];

const refusal = (text: string) => {
  try {
    parseProjectFile(text);
  } catch (error) {
    if (error instanceof FailureError) return error.failure.message;
    throw error;
  }
  return 'read';
};

test('a project file is read as it was written, with cast, codes and place', () => {
  expect(parseProjectFile(writeProjectFile(project, takes))).toEqual({ project, takes });
});

test('a copy has ids of its own, and everything that belongs together still does', () => {
  let ids = 0;
  const copy = copyOfProject({ project, takes }, () => `new${++ids}`);
  expect(copy.project.id).toMatch(/^new/);
  const [row, second] = copy.project.draft.rows;
  expect(copy.takes.map(({ take }) => take.rowId)).toEqual([row!.id, second!.id]);
  expect(copy.takes[1]!.take.contextIds).toEqual([copy.takes[0]!.take.id]);
  expect(copy.project.place?.rowId).toBe(second!.id);
  expect(new Set([copy.project.id, row!.id, second!.id]).size).toBe(3);
});

test('a file that is no project, of another version or damaged is refused with a reason', () => {
  const whole = writeProjectFile(project, takes);
  expect(refusal('hello')).toMatch(/no project of Pagevoice/);
  expect(refusal('[]')).toMatch(/damaged|no project/);
  expect(refusal('{"format":"other"}')).toMatch(/no project/);
  expect(refusal(whole.replace('"version":1', '"version":9'))).toMatch(/another version/);
  expect(refusal(whole.replace('"frameCount":1', '"frameCount":5'))).toMatch(/damaged: takes\[0\].*codes/);
  expect(refusal(whole.replace('"mark":"line"', '"mark":"leap"'))).toMatch(/damaged: project.draft.rows/);
  expect(refusal(whole.slice(0, -9))).toMatch(/no project/);
});
