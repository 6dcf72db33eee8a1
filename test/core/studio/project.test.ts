import { expect, test } from 'vitest';
import { verbatim } from '../../../src/core/sentence';
import { voiceKey } from '../../../src/core/studio/cast';
import {
  type EditHistory,
  edited,
  noHistory,
  redone,
  stepEnded,
  undone,
} from '../../../src/core/studio/edit-history';
import {
  type Draft,
  emptyDraft,
  takeOfRow,
  titleOf,
  withChosenTake,
  withSpeakers,
  withText,
  withVoice,
} from '../../../src/core/studio/project';
import { nextToMake, rowState } from '../../../src/core/studio/row-state';
import { studioTake } from '../../fakes/studio-takes';

const ada = { type: 'preset', id: 'ada' } as const;
const ben = { type: 'preset', id: 'ben' } as const;

function parts() {
  let count = 0;
  return { newId: () => `r${++count}`, language: 'en', voices: [ada, ben], hasTakes: () => true };
}

test('speakers of the text are cast with the voices in turn, and keep theirs when they come back', () => {
  const given = parts();
  const talk = withText(emptyDraft, 'Anna: Hi.\nBen: Hello.', given);
  expect(talk.cast).toEqual([
    { name: 'Anna', voice: ada },
    { name: 'Ben', voice: ben },
  ]);
  const changed = withVoice(talk, 'Anna', ben, []);
  const back = withText(withText(changed, 'Nobody.', given), 'Anna: Hi.\nBen: Hello.', given);
  expect(back.cast.map(({ name }) => name)).toEqual(['Anna', 'Ben', '']);
  expect(back.cast[0]?.voice).toEqual(ben);
});

test('a name that is no speaker is read out', () => {
  const given = parts();
  const draft = withSpeakers(withText(emptyDraft, 'Day: one.\nNight: two.', given), ['Day', 'Night'], given);
  expect(draft.rows.map(({ speaker, text }) => [speaker, text])).toEqual([
    ['', 'Day: one.'],
    ['', 'Night: two.'],
  ]);
});

test('the take that is heard is the chosen one, else the newest of the voice and the model', () => {
  const draft = withVoice(withText(emptyDraft, 'One.', parts()), '', ada, []);
  const [row] = draft.rows;
  const voice = voiceKey(ada);
  const takes = [
    studioTake({ id: 't1', voice }),
    studioTake({ id: 't2', voice }),
    studioTake({ id: 't3', voice: voiceKey(ben) }),
    studioTake({ id: 't4', voice, model: 'other' }),
  ];
  const heard = (now: Draft, model: string | null = 'fake') => takeOfRow(now, now.rows[0]!, takes, model)?.id;
  expect(heard(draft)).toBe('t2');
  expect(heard(draft, null)).toBe('t4');
  expect(heard(withChosenTake(draft, row!.id, 't1'))).toBe('t1');
  const other = withVoice(withChosenTake(draft, row!.id, 't1'), '', ben, takes);
  expect(heard(other)).toBe('t3');
});

test('edits of one kind in a row are one step, and what was undone can be done again', () => {
  let history: EditHistory<string> = edited<string>(noHistory, 'a', 'text');
  history = edited(history, 'ab', 'text');
  history = edited(stepEnded(history), 'abc', 'text');
  const first = undone(history, 'abcd')!;
  expect(first.present).toBe('abc');
  const second = undone(first.history, first.present)!;
  expect(second.present).toBe('a');
  expect(undone(second.history, second.present)).toBeNull();
  const again = redone(second.history, second.present)!;
  expect(redone(again.history, again.present)?.present).toBe('abcd');
  expect(edited(again.history, 'x', 'voice').future).toEqual([]);
});

test('a row waits, is made, is ready or looks wrong, and says why', () => {
  expect(rowState(null, false, null)).toEqual({ type: 'waiting' });
  expect(rowState(studioTake(), true, null)).toEqual({ type: 'making' });
  expect(rowState(studioTake(), false, null)).toEqual({ type: 'ready' });
  const [piece] = studioTake().pieces;
  const long = studioTake({ pieces: [piece!, { ...piece!, verdict: 'long' }] });
  expect(rowState(long, false, null)).toMatchObject({
    type: 'wrong',
    reason: { template: expect.stringMatching(/longer/) },
  });
  expect(rowState(null, false, verbatim('No.'))).toEqual({ type: 'wrong', reason: verbatim('No.') });
});

test('what is made next lies at the place of listening or behind it, then at the start', () => {
  const needs = (row: string) => row !== 'ready';
  expect(nextToMake(['a', 'ready', 'b'], 1, needs)).toBe('b');
  expect(nextToMake(['a', 'ready', 'ready'], 1, needs)).toBe('a');
  expect(nextToMake(['ready'], 0, needs)).toBeNull();
});

test('a project is called as its text begins until it has a title', () => {
  expect(titleOf({ title: '', text: '\n# The Lighthouse\n\nIt stood.' })).toBe('The Lighthouse');
  expect(titleOf({ title: ' Mine ', text: 'x' })).toBe('Mine');
  expect(titleOf({ title: '', text: ' \n' })).toBe('Untitled');
});
