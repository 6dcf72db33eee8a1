import { expect, test } from 'vitest';
import {
  modelFailed,
  modelLoading,
  modelProgress,
  modelReady,
} from '../../src/app/features/models/models-slice';
import { formChanged } from '../../src/app/features/settings/settings-slice';
import {
  problemMet,
  speechGrew,
  speechRequested,
  speechStopped,
  speechTold,
  warned,
} from '../../src/app/features/speech/speech-slice';
import { startTake } from '../../src/app/features/speech/take-file';
import { newestTake } from '../../src/app/features/speech/takes';
import { createPageStore, firstPageState, type PageChange, type PageState } from '../../src/app/store';
import { WaveformPeaks } from '../../src/core/pcm/waveform-peaks';
import { verbatim } from '../../src/core/sentence';
import type { EngineInfo } from '../../src/core/speech/speech-engine';
import type { SpeechStats } from '../../src/core/speech/speech-event';
import { fakeManifest } from '../fakes/fake-manifest';
import { spokenPiece } from '../fakes/spoken-piece';

const choice = { id: 'hum', title: 'Hum', url: 'https://host.example/hum/' };
const info = { backend: 'wasm', reason: 'chosen' } as EngineInfo;
const stats = { realTimeFactor: 0.25 } as SpeechStats;
const failure = { kind: 'out-of-memory', message: 'Full.' } as const;
const handle = { sound: startTake(24_000), peaks: new WaveformPeaks(240) };
const grew = (atSeconds: number, id = 1): PageChange =>
  speechGrew({
    id,
    request: { text: 'Hello.' },
    handle,
    sampleCount: 12_000,
    sampleRateHz: 24_000,
    atSeconds,
  });
const told = (event: Parameters<typeof speechTold>[0]): PageChange => speechTold(event, 25);
const finish = (stopReason: 'end-of-speech' | 'length') => told({ type: 'finished', stats, stopReason });
const asked = speechRequested(5, 3, 100);
const from = (first: PageState, ...changes: readonly PageChange[]): PageState => {
  const store = createPageStore(first);
  for (const change of changes) store.setState(change);
  return store.getState();
};
const after = (...changes: readonly PageChange[]): PageState => from(firstPageState, ...changes);
const ready: readonly PageChange[] = [modelLoading(choice), modelReady(fakeManifest(), info)];
const spoken: readonly PageChange[] = [...ready, asked, grew(100.5), grew(101)];

test('loading shows how far it is, and progress that comes late is passed over', () => {
  const progress = { stage: 'reading', doneBytes: 1, totalBytes: 4 } as const;
  expect(after(ready[0]!, modelProgress(progress)).model).toMatchObject({
    type: 'loading',
    progress,
  });
  expect(after(...ready, modelProgress(progress)).model.type).toBe('ready');
});

test('a model that is ready brings its first voice', () => {
  expect(after(...ready).form.voice).toEqual({ type: 'preset', id: 'ada' });
});

test('a chosen voice outlives a reload only where the model has it', () => {
  const chosen = after(...ready, formChanged({ voice: { type: 'preset', id: 'ben' } }));
  const reload = (manifest = fakeManifest()) => from(chosen, ready[0]!, modelReady(manifest, info));
  expect(reload().form.voice).toEqual({ type: 'preset', id: 'ben' });
  expect(reload(fakeManifest({ voices: [] })).form.voice).toEqual({ type: 'plain' });
  const own = from(chosen, formChanged({ voice: { type: 'own' } }));
  expect(from(own, ...ready).form.voice).toEqual({ type: 'own' });
});

test('a model that cannot be loaded keeps its name, so that it can be tried again', () => {
  expect(after(ready[0]!, modelFailed(failure)).model).toEqual({
    type: 'failed',
    choice,
    failure,
  });
  expect(after(modelFailed(failure)).model).toEqual({ type: 'failed', choice: null, failure });
});

test('a request shows its seed and clears what went wrong before', () => {
  const state = after(...ready, problemMet(failure), warned(verbatim('w')), asked);
  expect(state).toMatchObject({
    problem: null,
    warnings: [],
    speech: { type: 'waiting' },
    form: { seed: '5' },
  });
});

test('speech that grows is measured from the request on', () => {
  expect(newestTake(after(...spoken))).toMatchObject({
    seed: 5,
    generatedSeconds: 1,
    firstAudioSeconds: 0.5,
    realTimeFactor: 1,
    isComplete: false,
  });
});

test('the engine’s own seed and estimate replace the page’s', () => {
  const started = told({ type: 'started', seed: 9, chunkCount: 1, estimatedFrameCount: 100 });
  expect(newestTake(after(...ready, asked, started, grew(101)))).toMatchObject({
    seed: 9,
    estimatedSeconds: 4,
  });
});

test('finished speech carries the engine’s figures', () => {
  const state = after(...spoken, finish('length'));
  expect(state.speech).toEqual({ type: 'finished', stopReason: 'length' });
  expect(newestTake(state)).toMatchObject({ isComplete: true, realTimeFactor: 0.25, stats });
});

test.each<[string, PageChange]>([
  ['Stop', speechStopped(null)],
  ['an error', told({ type: 'failed', failure })],
])('after %s what was generated is kept', (_, end) => {
  expect(newestTake(after(...spoken, end))).toMatchObject({
    generatedSeconds: 1,
    isComplete: true,
    realTimeFactor: 1,
  });
});

test('after some errors only another load helps: the model has failed, and the take stays', () => {
  for (const kind of ['device-lost', 'engine-gone', 'model-not-loaded'] as const) {
    const gone = { kind, message: 'Gone.' };
    const state = after(...spoken, told({ type: 'failed', failure: gone }));
    expect(state.model).toEqual({ type: 'failed', choice, failure: gone });
    expect(state.problem).toBeNull();
    expect(newestTake(state)).toMatchObject({ generatedSeconds: 1, isComplete: true });
  }
});

test('an error is shown until it is dismissed', () => {
  const state = after(...spoken, told({ type: 'failed', failure }));
  expect(state.problem).toBe(failure);
  expect(from(state, { problem: null }).problem).toBeNull();
});

test('a request that fails before its first sound leaves the take before it alone', () => {
  const finished: readonly PageChange[] = [...spoken, finish('end-of-speech')];
  const again = after(...finished, asked, told({ type: 'failed', failure }));
  expect(newestTake(again)).toEqual(newestTake(after(...finished)));
  expect(again.speech).toEqual({ type: 'failed', hasSound: false });
  const stopped = after(...finished, asked, speechStopped(null));
  expect(newestTake(stopped)).toEqual(newestTake(after(...finished)));
});

test('the first sound of a request replaces the take and starts the played part anew', () => {
  const played = { type: 'playing', playedSeconds: 1, underrunCount: 2 } as const;
  const state = after(
    ...spoken,
    { playback: played },
    finish('end-of-speech'),
    speechRequested(6, 3, 100),
    grew(102, 2),
  );
  expect(newestTake(state)).toMatchObject({ seed: 6, generatedSeconds: 0.5, firstAudioSeconds: 2 });
  expect(state.playback).toEqual({ type: 'silent', playedSeconds: 0, underrunCount: 0 });
});

test('the same warning is shown once', () => {
  const again = warned(verbatim('w'));
  expect(after(again, again).warnings).toEqual([{ sentence: verbatim('w'), count: 1 }]);
});

test('sound that nobody asked for is passed over', () => {
  expect(after(grew(1))).toBe(firstPageState);
});

test('a sentence that does not sound right is known from its first piece to its last, until the next request', () => {
  const judged = (sentence: number, start: number, end: number) =>
    told({ type: 'piece', piece: spokenPiece({ sentence, from: start, to: end, verdict: 'short' }) });
  const state = after(...spoken, judged(2, 10, 20), judged(2, 20, 35), judged(4, 50, 60));
  expect(state.judgedPlaces).toEqual({ 2: { start: 10, end: 35 }, 4: { start: 50, end: 60 } });
  expect(from(state, asked).judgedPlaces).toEqual({});
});

test('a take holds what was asked and the codes of its pieces, and nothing of the take after it', () => {
  const piece = (frameCount: number) => {
    const codes = { codes: new Int32Array(8 * frameCount), codebookCount: 8, frameCount };
    return told({ type: 'piece', piece: spokenPiece({ codes }) });
  };
  const state = after(...spoken, piece(3), grew(102), piece(5), finish('end-of-speech'));
  const take = newestTake(state);
  expect(take).toMatchObject({ id: 1, text: state.request?.text, request: { text: 'Hello.' }, ...handle });
  expect(take?.codes.map(({ frameCount }) => frameCount)).toEqual([3, 5]);
  const next = from(state, asked, grew(103, 2), piece(7));
  expect(next.takes.map(({ id, codes }) => [id, codes.length])).toEqual([[2, 1]]);
});
