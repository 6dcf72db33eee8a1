import { expect, test } from 'vitest';
import { announcement } from '../../src/app/announcement';
import type { Take } from '../../src/app/features/speech/takes';
import type { PageState } from '../../src/app/store';
import { firstPageState } from '../../src/app/store';
import type { EngineInfo } from '../../src/core/speech/speech-engine';
import { fakeManifest } from '../fakes/fake-manifest';

const choice = { id: 'hum', title: 'Hum', url: 'https://host.example/hum/' };
const model = { type: 'ready', choice, manifest: fakeManifest(), info: {} as EngineInfo } as const;
const takes = (generatedSeconds: number) => [{ generatedSeconds } as Take];
const says = (change: Partial<PageState>) => announcement({ ...firstPageState, model, ...change });
const playing = (underrunCount = 0, type: 'playing' | 'buffering' = 'playing') => ({
  playback: { type, playedSeconds: 1, underrunCount },
});

test('every phase has its sentence', () => {
  expect(announcement(firstPageState)).toBe('Looking for a model.');
  expect(says({ model: { type: 'loading', choice, progress: null } })).toBe('Loading Hum.');
  expect(
    says({ model: { type: 'loading', choice, progress: null }, speech: { type: 'waiting', position: 0 } }),
  ).toBe('Loading Hum. Speech begins by itself.');
  expect(says({})).toBe('Ready to speak.');
  expect(says({ speech: { type: 'waiting', position: 0 } })).toBe('Preparing to speak.');
  expect(says({ speech: { type: 'waiting', position: 2 } })).toBe('Waiting: 2 before this one.');
  expect(says({ reference: { type: 'recording' } })).toBe('Recording. Speak now.');
});

test('while it speaks the sentence changes only every ten seconds', () => {
  const at = (seconds: number) => says({ speech: { type: 'speaking' }, takes: takes(seconds), ...playing() });
  expect(new Set([at(0.2), at(3), at(9.9)])).toEqual(new Set(['Speaking.']));
  expect(new Set([at(10), at(19.9)])).toEqual(new Set(['Speaking. 10 seconds are generated.']));
});

test('a long text is not told every second', () => {
  const at = (seconds: number) => says({ speech: { type: 'speaking' }, takes: takes(seconds), ...playing() });
  expect(at(75)).toBe('Speaking. 1 minute is generated.');
  expect(at(599)).toBe('Speaking. 9 minutes are generated.');
  expect(new Set([at(1200), at(1500), at(1799)])).toEqual(new Set(['Speaking. 20 minutes are generated.']));
  const finished = { type: 'finished', stopReason: 'end-of-speech' } as const;
  expect(says({ speech: finished, takes: takes(3605.6) })).toBe('Finished: 60 minutes 5 seconds of speech.');
});

test('a pause by the system is told in every phase, and is no gap', () => {
  const paused = { playback: { type: 'paused', playedSeconds: 1, underrunCount: 1 } } as const;
  for (const speech of [{ type: 'speaking' }, { type: 'finished', stopReason: 'length' }] as const)
    expect(says({ speech, takes: takes(3), ...paused })).toMatch(/^Paused by the system\. Press Go on/);
});

test('sound that ran dry is told', () => {
  const dry = says({ speech: { type: 'speaking' }, takes: takes(3), ...playing(1, 'buffering') });
  expect(dry).toMatch(/Catching up/);
});

test('the end tells the length, and why it ended', () => {
  const finished = { type: 'finished', stopReason: 'end-of-speech' } as const;
  expect(says({ speech: finished, takes: takes(4.25), ...playing() })).toBe('Playing 4.3 seconds of speech.');
  expect(says({ speech: finished, takes: takes(4) })).toBe('Finished: 4.0 seconds of speech.');
  expect(says({ speech: { type: 'finished', stopReason: 'length' }, takes: takes(4) })).toBe(
    'Finished after 4.0 seconds, but the end is cut off.',
  );
  const stopped = { type: 'stopped', hasSound: true } as const;
  expect(says({ speech: stopped, takes: takes(2) })).toBe('Stopped. 2.0 seconds are kept.');
  expect(says({ speech: { type: 'failed', hasSound: true }, takes: takes(2) })).toMatch(
    /2\.0 seconds are kept/,
  );
});

test('sound that was stopped before its end has not finished', () => {
  const finished = { type: 'finished', stopReason: 'end-of-speech' } as const;
  const stoppedAt = (playedSeconds: number) =>
    says({
      speech: finished,
      takes: takes(7),
      playback: { type: 'silent', playedSeconds, underrunCount: 0 },
    });
  expect(stoppedAt(4.2)).toBe('Stopped at 4.2 seconds. All 7.0 seconds are kept.');
  expect(stoppedAt(6.9)).toBe('Finished: 7.0 seconds of speech.');
  // Nothing was heard of it, as without an output.
  expect(stoppedAt(0)).toBe('Finished: 7.0 seconds of speech.');
});

test('what an earlier request left is not told as this one’s', () => {
  expect(says({ speech: { type: 'stopped', hasSound: false }, takes: takes(2) })).toBe('Stopped.');
  expect(says({ speech: { type: 'failed', hasSound: false }, takes: takes(2) })).toBe('Nothing was spoken.');
});
