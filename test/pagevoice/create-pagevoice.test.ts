import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { fail } from '../../src/core/failure';
import type { SpeechEvent } from '../../src/core/speech/speech-event';
import { fakePagevoice } from '../fakes/fake-pagevoice';

const OWN = 'https://site.example/lib/models/voice/';

async function all(events: AsyncIterable<SpeechEvent>): Promise<SpeechEvent[]> {
  const heard: SpeechEvent[] = [];
  for await (const event of events) heard.push(event);
  return heard;
}

describe('a Pagevoice', () => {
  test('loads nothing until it is used', async () => {
    const { engine, speakers, manifestsRead } = fakePagevoice();
    expect([engine.loads, speakers, manifestsRead]).toEqual([[], [], []]);
  });

  test('gives events and sound, and loads the model once for all', async () => {
    const { pagevoice, engine } = fakePagevoice();
    const [first, second] = await Promise.all([
      all(pagevoice.speak('One. Two.')),
      all(pagevoice.speak('Three.')),
    ]);
    expect(first.filter(({ type }) => type === 'chunk')).toHaveLength(2);
    expect(first.at(-1)).toMatchObject({ type: 'finished' });
    expect(second[0]).toEqual({ type: 'queued', position: 1 });
    expect(second.at(-1)).toMatchObject({ type: 'finished' });
    expect(engine.loads).toEqual([OWN]);
  });

  test('hands the request on, with voice, scene and model by their short names', async () => {
    const { pagevoice, engine } = fakePagevoice();
    await all(pagevoice.speak({ text: 'One.', voice: 'ben', scene: 'A hall.', seed: 3, model: '../other' }));
    expect(engine.requests).toEqual([
      { text: 'One.', voices: [{ type: 'preset', id: 'ben' }], scenePrompt: 'A hall.', seed: 3 },
    ]);
    expect(engine.loads).toEqual(['https://site.example/other/']);
  });

  test('speaks a text that arrives sentence by sentence, as one speech', async () => {
    const { pagevoice, engine } = fakePagevoice();
    async function* parts() {
      yield 'One is he';
      yield 're. Two is ';
      yield 'here.';
    }
    for (const input of [parts(), { text: parts(), voice: 'ben' }]) {
      const events = await all(pagevoice.speak(input));
      const types = events.map(({ type }) => type);
      expect([types[0], types.at(-1)]).toEqual(['started', 'finished']);
      expect(types.filter((type) => type === 'started' || type === 'finished')).toHaveLength(2);
    }
    const [first, second] = engine.requests;
    expect([first!.text, second!.text]).toEqual(['One is here.', ' Two is here.']);
    expect(second!.place).toMatchObject({ sentenceCount: 1, isLast: true });
    expect(engine.requests.at(-1)!.voices).toEqual([{ type: 'preset', id: 'ben' }]);
    expect(engine.loads).toEqual([OWN]);
  });

  test('tells what cannot be said as an event, and says it by an error', async () => {
    const { pagevoice } = fakePagevoice();
    const wrong = { text: 'One.', voice: 'ben', voices: [] };
    expect(await all(pagevoice.speak(wrong))).toMatchObject([
      { type: 'failed', failure: { kind: 'bad-request' } },
    ]);
    await expect(pagevoice.say(wrong)).rejects.toThrow(/“voice” and “voices”/);
    expect(await all(pagevoice.speak(7 as never))).toMatchObject([
      {
        type: 'failed',
        failure: { message: 'What is to be said is 7. Give a text, or an object with a “text”.' },
      },
    ]);
  });

  test('names the address of a model that cannot be loaded, and tries again', async () => {
    const { pagevoice, engine } = fakePagevoice({}, { load: 'fails' });
    const failed: string[] = [];
    pagevoice.on('failed', ({ failure }) => failed.push(failure.message));
    await expect(pagevoice.preload()).rejects.toThrow(`The model at ${OWN} could not be loaded.`);
    await expect(pagevoice.preload()).rejects.toThrow(OWN);
    expect(engine.loads).toEqual([OWN, OWN]);
    expect(failed).toHaveLength(2);
  });

  test('plays what is said in turn, and resolves when it was heard', async () => {
    const { pagevoice, speakers } = fakePagevoice();
    const order: string[] = [];
    await Promise.all([
      pagevoice.say('One. Two.').then(() => order.push('first')),
      pagevoice.say('Three.', { volume: 0.5 }).then(() => order.push('second')),
    ]);
    expect(order).toEqual(['first', 'second']);
    expect(speakers).toHaveLength(1);
    expect(speakers[0]!.stretches.map((sound) => sound.sampleCount)).toEqual([24_000, 12_000]);
    expect(speakers[0]!.stretches[1]!.samples()[0]).toBeCloseTo(0.25);
  });

  test('plays at the speed and the volume that are asked for, and refuses others', async () => {
    const { pagevoice, speakers } = fakePagevoice();
    await pagevoice.say('One. Two.', { speed: 2 });
    expect(speakers[0]!.heard).toHaveLength(12_000);
    expect(() => pagevoice.player('One.', { speed: 9 })).toThrow('The speed is 9. It may be 0.25 to 4.');
    await expect(pagevoice.say('One.', { pitch: 0 })).rejects.toThrow('The pitch is 0. It may be 0.5 to 2.');
  });

  test('ends what is said when its signal aborts, without an error', async () => {
    const { pagevoice, engine } = fakePagevoice();
    const stop = new AbortController();
    const said = pagevoice.say('One. Two.', { signal: stop.signal });
    stop.abort();
    await said;
    await pagevoice.say('Three.');
    expect(engine.requests.at(-1)).toEqual({ text: 'Three.' });
  });

  test('lists voices by the manifest alone', async () => {
    const { pagevoice, engine, manifestsRead } = fakePagevoice();
    expect((await pagevoice.voices()).map(({ id }) => id)).toEqual(['ada', 'ben']);
    expect([engine.loads, manifestsRead]).toEqual([[], [OWN]]);
  });

  test('clones a voice that can be named afterwards', async () => {
    const { pagevoice, engine } = fakePagevoice();
    const voice = await pagevoice.cloneVoice({
      audio: new Blob(['sound']),
      transcript: 'Hello.',
      name: 'Me',
    });
    expect((await pagevoice.voices()).at(-1)).toMatchObject({ id: voice.id, name: 'Me', isCloned: true });
    await all(pagevoice.speak({ text: 'One.', voice: voice.id }));
    expect(engine.requests[0]).toMatchObject({ voices: [{ type: 'codes', transcript: 'Hello.' }] });
    const wordless = { audio: new Blob(['sound']), transcript: ' ' };
    await expect(pagevoice.cloneVoice(wordless)).rejects.toThrow(/no “transcript”/);
  });

  test('preloads for the first word: the sound service is woken, and the model kept on the device when it may', async () => {
    const { pagevoice, engine, notes, soundWakes } = fakePagevoice({ cache: 'device' });
    expect(soundWakes).toEqual([]);
    await pagevoice.preload();
    expect(soundWakes).toEqual(['woken']);
    expect(engine.loads[0]).toMatch(/^opfs:/);
    expect([...notes.texts.keys()]).toEqual([`pagevoice-kept:${OWN}`]);
  });

  test('lists the model that is named, or those beside the package', async () => {
    const named = await fakePagevoice({ model: '/mine/' }).pagevoice.models();
    expect(named[0]).toEqual({
      title: 'mine',
      model: 'https://site.example/mine/',
      isOnDevice: false,
      isLoaded: false,
    });
    expect(named.some(({ model }) => model === OWN)).toBe(false);
    expect((await fakePagevoice().pagevoice.models())[0]).toMatchObject({ title: 'Voice', model: OWN });
  });

  test('lists a model whose folder has a name that is no percent-encoding', async () => {
    const [first] = await fakePagevoice({ model: '/100%/' }).pagevoice.models();
    expect(first!.title).toBe('100%');
  });

  test('keeps no sound of what was said', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const { pagevoice } = fakePagevoice();
    const said = await (async () => {
      const player = pagevoice.player('One.');
      const over = player.over();
      player.play();
      await over;
      return new WeakRef(player);
    })();
    await expect
      .poll(() => {
        collect();
        return said.deref() === undefined;
      })
      .toBe(true);
  });

  test('names the address of a model of which there are no voices', async () => {
    const readManifest = async () => fail('bad-package', 'The file "manifest.json" is missing.');
    const { pagevoice } = fakePagevoice({ model: '/none/' }, {}, { readManifest });
    await expect(pagevoice.voices()).rejects.toThrow(/https:\/\/site\.example\/none\//);
  });

  test('says what a recording lacks, also where there is none', async () => {
    const none = undefined as never;
    await expect(fakePagevoice().pagevoice.cloneVoice(none)).rejects.toThrow(/no “audio”/);
  });

  test('is told where its files are', () => {
    expect(fakePagevoice({ assets: '/static/pagevoice' }).folders).toEqual([
      'https://site.example/static/pagevoice/',
    ]);
  });

  test('ends everything once it is disposed of, and says so afterwards', async () => {
    const { pagevoice, engine, speakers } = fakePagevoice({}, { load: 'never-ends' });
    const said = pagevoice.say('One.');
    let told = 0;
    pagevoice.on('disposed', () => told++);
    pagevoice.dispose();
    pagevoice.dispose();
    await said;
    expect([told, engine.isDisposed, speakers.every(({ isDisposed }) => isDisposed)]).toEqual([
      1,
      true,
      true,
    ]);
    await expect(pagevoice.say('Two.')).rejects.toThrow(/was disposed of/);
    await expect(pagevoice.preload()).rejects.toThrow(/createPagevoice/);
  });
});
