import { expect, test } from 'vitest';
import { keepHearing, readHearing } from '../../../../src/app/features/studio/kept-hearing';
import { memoryNotes } from '../../../fakes/memory-notes';

test('speed and volume are as they were left', () => {
  const notes = memoryNotes();
  expect(readHearing(notes)).toEqual({ speed: 1, volume: 1 });
  keepHearing(notes, { speed: 1.5, volume: 0.25 });
  expect(readHearing(notes)).toEqual({ speed: 1.5, volume: 0.25 });
});

test.each(['{', '7', '{"speed":"fast","volume":2}', '{"speed":0}'])('%s is passed over', (note) => {
  const notes = memoryNotes();
  notes.write('hearing', note);
  expect(readHearing(notes)).toEqual({ speed: 1, volume: 1 });
});
