import { expect, test } from 'vitest';
import { EngineTurns, LONGEST_UNREAD_MILLISECONDS } from '../../../../src/app/features/api/engine-turns';
import type { CalledEngine } from '../../../../src/core/api/api-host';
import type { SpeechEvent } from '../../../../src/core/speech/speech-event';
import { FakeClock } from '../../../fakes/fake-clock';
import { fakeManifest } from '../../../fakes/fake-manifest';
import { FakeSpeechEngine } from '../../../fakes/fake-speech-engine';

const never = new AbortController().signal;
const steps = { ready: async () => {}, begun: () => {}, died: () => {} };

async function turns(clock: FakeClock): Promise<CalledEngine> {
  const engine = new FakeSpeechEngine({ manifest: fakeManifest(), seconds: 2 });
  await engine.load('https://example.test/model/', 'auto', () => {}, never);
  return new EngineTurns(clock).engine(engine, steps);
}

async function rest(events: AsyncIterable<SpeechEvent>): Promise<SpeechEvent[]> {
  const seen: SpeechEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
}

/** Reads up to the first sound, and then nothing more. */
async function begin(events: AsyncGenerator<SpeechEvent, void>): Promise<void> {
  while ((await events.next()).value?.type !== 'chunk');
}

test('a reply of which nothing is read gives its turn to the next, and says so', async () => {
  const clock = new FakeClock();
  const engine = await turns(clock);
  const unread = engine.speak({ text: 'Hello.' }, never);
  await begin(unread);
  const next = rest(engine.speak({ text: 'Hello.' }, never));
  await new Promise((resolve) => setTimeout(resolve));
  clock.pass(LONGEST_UNREAD_MILLISECONDS);
  expect((await next).at(-1)!.type).toBe('finished');
  expect(await rest(unread)).toMatchObject([
    { type: 'failed', failure: { message: expect.stringContaining('Nothing of this reply was read') } },
  ]);
});

test('a reader for whom nobody waits may pause', async () => {
  const clock = new FakeClock();
  const engine = await turns(clock);
  const paused = engine.speak({ text: 'Hello.' }, never);
  await begin(paused);
  for (let round = 0; round < 3; round++) clock.pass(LONGEST_UNREAD_MILLISECONDS);
  expect((await rest(paused)).at(-1)!.type).toBe('finished');
});
