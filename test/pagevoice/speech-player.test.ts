import { describe, expect, test } from 'vitest';
import { fakePagevoice } from '../fakes/fake-pagevoice';
import { FakeSpeaker } from '../fakes/fake-speaker';

/** A speaker that never gets to the end by itself. */
class EndlessSpeaker extends FakeSpeaker {
  override finish(signal: AbortSignal): Promise<void> {
    return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  }
}

const endless = { openSpeaker: async (rate: number) => new EndlessSpeaker(rate) };
const settled = () => new Promise((resolve) => setTimeout(resolve, 20));

describe('a player', () => {
  test('makes nothing before it is played, and goes through its states', async () => {
    const { pagevoice, engine } = fakePagevoice();
    const player = pagevoice.player('One. Two.');
    const states: string[] = [];
    player.on('state', (state) => states.push(state));
    await settled();
    expect(engine.requests).toEqual([]);
    const over = player.over();
    player.play();
    expect(await over).toBe('ended');
    expect(states).toEqual(['waiting', 'playing', 'ended']);
    expect([player.durationSeconds, player.isWhole, player.positionSeconds]).toEqual([1, true, 1]);
  });

  test('tells each piece once as it begins to be heard, with its place', async () => {
    const { pagevoice } = fakePagevoice();
    const player = pagevoice.player('One. Two.');
    const heard: string[] = [];
    player.on('piece', ({ from, to }) => heard.push('One. Two.'.slice(from, to)));
    const over = player.over();
    player.play();
    await over;
    expect(heard).toEqual(['One.', ' Two.']);
  });

  test('says which words were heard of a speech that was stopped, and of one that has arrived in parts', async () => {
    const { pagevoice } = fakePagevoice({}, {}, endless);
    const player = pagevoice.player('One. Two.');
    player.play();
    await settled();
    player.pause();
    player.seek(0);
    expect(player.heard).toEqual({ words: [], cutWord: null, text: '' });
    player.seek(0.7);
    player.stop();
    expect(player.positionSeconds).toBe(0);
    expect(player.heard).toMatchObject({ text: 'One.', cutWord: { text: 'Two.' } });
    expect(player.heard.words.map(({ text }) => text)).toEqual(['One.']);

    const whole = fakePagevoice().pagevoice;
    async function* parts() {
      yield* ['One', '. Tw', 'o. '];
    }
    expect((await whole.say(parts())).words.map(({ text }) => text)).toEqual(['One.', 'Two.']);
    expect((await whole.say('One.', { signal: AbortSignal.abort() })).text).toBe('');
  });

  test('plays again from the start without making it again', async () => {
    const { pagevoice, engine, speakers } = fakePagevoice();
    const player = pagevoice.player('One. Two.');
    for (let time = 0; time < 2; time++) {
      const over = player.over();
      player.play();
      await over;
    }
    expect(engine.requests).toHaveLength(1);
    expect(speakers[0]!.stretches.map(({ sampleCount }) => sampleCount)).toEqual([24_000, 24_000]);
  });

  test('pauses where it is, lets another one speak, and goes on', async () => {
    const { pagevoice } = fakePagevoice({}, {}, endless);
    const first = pagevoice.player('One. Two.');
    const second = pagevoice.player('Three.');
    first.play();
    second.play();
    await settled();
    expect([first.state, second.state]).toEqual(['playing', 'waiting']);
    first.pause();
    await settled();
    expect([first.state, second.state]).toEqual(['paused', 'playing']);
    expect(first.positionSeconds).toBeCloseTo(1);
    second.stop();
    first.play();
    await settled();
    expect([first.state, second.state]).toEqual(['waiting', 'stopped']);
  });

  test('is heard from the place that was chosen', async () => {
    const speakers: EndlessSpeaker[] = [];
    const openSpeaker = async (rate: number) => {
      speakers.push(new EndlessSpeaker(rate));
      return speakers.at(-1)!;
    };
    const { pagevoice } = fakePagevoice({}, {}, { openSpeaker });
    const player = pagevoice.player('One. Two. Three.');
    player.play();
    await settled();
    player.seek(1.25);
    await settled();
    expect(speakers[0]!.heard).toHaveLength(6_000);
    expect(player.positionSeconds).toBeCloseTo(1.5);
    player.seek(99);
    expect(player.positionSeconds).toBe(1.5);
    expect(() => player.seek(Number.NaN)).toThrow(/number of seconds/);
  });

  test('says why it failed, once', async () => {
    const { pagevoice } = fakePagevoice({}, { failAfterChunks: 0 });
    const player = pagevoice.player('One.');
    const failures: string[] = [];
    player.on('failed', ({ kind }) => failures.push(kind));
    const over = player.over();
    player.play();
    expect(await over).toBe('failed');
    expect(failures).toEqual(['device-lost']);
  });

  test('fails where nothing can be heard', async () => {
    const openSpeaker = async () => {
      throw new Error('no output');
    };
    const { pagevoice } = fakePagevoice({}, {}, { openSpeaker });
    await expect(pagevoice.say('One.')).rejects.toThrow(/no output/);
  });
});
