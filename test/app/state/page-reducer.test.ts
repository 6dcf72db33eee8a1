import { expect, test } from 'vitest';
import { firstPageState, reducePage } from '../../../src/app/state/page-reducer';
import type { PageAction, PageState } from '../../../src/app/state/page-state';
import type { EngineInfo } from '../../../src/core/synthesis/speech-engine';
import type { SpeechStats } from '../../../src/core/synthesis/speech-event';
import { fakeManifest } from '../../fakes/fake-manifest';

const choice = { id: 'hum', title: 'Hum', url: 'https://host.example/hum/' };
const info = { backend: 'wasm', reason: 'chosen' } as EngineInfo;
const stats = { realTimeFactor: 0.25 } as SpeechStats;
const failure = { kind: 'out-of-memory', message: 'Full.' } as const;
const grew = (atSeconds: number, isFirst: boolean): PageAction => ({
  type: 'speech-grew',
  sampleCount: 12_000,
  sampleRateHz: 24_000,
  isFirst,
  atSeconds,
});
const after = (...actions: PageAction[]): PageState => actions.reduce(reducePage, firstPageState);
const ready: PageAction[] = [
  { type: 'model-loading', choice },
  { type: 'model-ready', manifest: fakeManifest(), info },
];
const asked: PageAction = { type: 'speech-requested', seed: 5, estimatedSeconds: 3, atSeconds: 100 };
const spoken: PageAction[] = [...ready, asked, grew(100.5, true), grew(101, false)];

test('loading shows how far it is, and progress that comes late is passed over', () => {
  const progress = { stage: 'reading', doneBytes: 1, totalBytes: 4 } as const;
  expect(after(ready[0]!, { type: 'model-progress', progress }).model).toMatchObject({
    type: 'loading',
    progress,
  });
  expect(after(...ready, { type: 'model-progress', progress }).model.type).toBe('ready');
});

test('a model that is ready brings its first voice', () => {
  expect(after(...ready).form.voice).toEqual({ type: 'preset', id: 'ada' });
});

test('a chosen voice outlives a reload only where the model has it', () => {
  const chosen = after(...ready, { type: 'form-changed', change: { voice: { type: 'preset', id: 'ben' } } });
  const reload = (manifest = fakeManifest()) =>
    [ready[0]!, { type: 'model-ready', manifest, info } as const].reduce<PageState>(reducePage, chosen);
  expect(reload().form.voice).toEqual({ type: 'preset', id: 'ben' });
  expect(reload(fakeManifest({ voices: [] })).form.voice).toEqual({ type: 'plain' });
  const own = reducePage(chosen, { type: 'form-changed', change: { voice: { type: 'own' } } });
  expect([ready[0]!, ready[1]!].reduce(reducePage, own).form.voice).toEqual({ type: 'own' });
});

test('a model that cannot be loaded keeps its name, so that it can be tried again', () => {
  expect(after(ready[0]!, { type: 'model-failed', failure }).model).toEqual({
    type: 'failed',
    choice,
    failure,
  });
  expect(after({ type: 'model-failed', failure }).model).toEqual({ type: 'failed', choice: null, failure });
});

test('a request shows its seed and clears what went wrong before', () => {
  const state = after(...ready, { type: 'problem-met', failure }, { type: 'warned', message: 'w' }, asked);
  expect(state).toMatchObject({
    problem: null,
    warnings: [],
    speech: { type: 'waiting' },
    form: { seed: '5' },
  });
});

test('speech that grows is measured from the request on', () => {
  expect(after(...spoken).take).toMatchObject({
    seed: 5,
    generatedSeconds: 1,
    firstAudioSeconds: 0.5,
    realTimeFactor: 1,
    isComplete: false,
  });
});

test('the engine’s own seed and estimate replace the page’s', () => {
  const started = { type: 'speech-started', seed: 9, estimatedSeconds: 4 } as const;
  expect(after(...ready, asked, started, grew(101, true)).take).toMatchObject({
    seed: 9,
    estimatedSeconds: 4,
  });
});

test('finished speech carries the engine’s figures', () => {
  const state = after(...spoken, { type: 'speech-finished', stats, stopReason: 'length' });
  expect(state.speech).toEqual({ type: 'finished', stopReason: 'length' });
  expect(state.take).toMatchObject({ isComplete: true, realTimeFactor: 0.25, stats });
});

test.each<[string, PageAction]>([
  ['Stop', { type: 'speech-stopped', stats: null }],
  ['an error', { type: 'speech-failed', failure }],
])('after %s what was generated is kept', (_, end) => {
  expect(after(...spoken, end).take).toMatchObject({
    generatedSeconds: 1,
    isComplete: true,
    realTimeFactor: 1,
  });
});

test('after some errors only another load helps: the model has failed, and the take stays', () => {
  for (const kind of ['device-lost', 'engine-gone', 'model-not-loaded'] as const) {
    const gone = { kind, message: 'Gone.' };
    const state = after(...spoken, { type: 'speech-failed', failure: gone });
    expect(state.model).toEqual({ type: 'failed', choice, failure: gone });
    expect(state.problem).toBeNull();
    expect(state.take).toMatchObject({ generatedSeconds: 1, isComplete: true });
  }
});

test('an error is shown until it is dismissed', () => {
  const state = after(...spoken, { type: 'speech-failed', failure });
  expect(state.problem).toBe(failure);
  expect(reducePage(state, { type: 'problem-dismissed' }).problem).toBeNull();
});

test('a request that fails before its first sound leaves the take before it alone', () => {
  const finished: PageAction[] = [...spoken, { type: 'speech-finished', stats, stopReason: 'end-of-speech' }];
  const again = after(...finished, asked, { type: 'speech-failed', failure });
  expect(again.take).toEqual(after(...finished).take);
  expect(again.speech).toEqual({ type: 'failed', hasSound: false });
  const stopped = after(...finished, asked, { type: 'speech-stopped', stats: null });
  expect(stopped.take).toEqual(after(...finished).take);
});

test('the first sound of a request replaces the take and starts the played part anew', () => {
  const played = { type: 'playing', playedSeconds: 1, underrunCount: 2 } as const;
  const state = after(
    ...spoken,
    { type: 'playback-reported', playback: played },
    { type: 'speech-finished', stats, stopReason: 'end-of-speech' },
    { ...asked, seed: 6 } as PageAction,
    grew(102, true),
  );
  expect(state.take).toMatchObject({ seed: 6, generatedSeconds: 0.5, firstAudioSeconds: 2 });
  expect(state.playback).toEqual({ type: 'silent', playedSeconds: 0, underrunCount: 0 });
});

test('the same warning is shown once', () => {
  const warned = { type: 'warned', message: 'w' } as const;
  expect(after(warned, warned).warnings).toEqual([{ message: 'w', count: 1 }]);
});

test('sound that nobody asked for is passed over', () => {
  expect(after(grew(1, true))).toBe(firstPageState);
});

test('a sentence that does not sound right is known from its first piece to its last, until the next request', () => {
  const judged = (sentence: number, start: number, end: number) =>
    ({ type: 'speech-judged', sentence, place: { start, end } }) as const;
  const state = after(...spoken, judged(2, 10, 20), judged(2, 20, 35), judged(4, 50, 60));
  expect(state.judgedPlaces).toEqual({ 2: { start: 10, end: 35 }, 4: { start: 50, end: 60 } });
  expect(reducePage(state, asked).judgedPlaces).toEqual({});
});
