import { afterEach, describe, expect, test } from 'vitest';
import { installSpeechSynthesis } from '../../src/pagevoice/synthesis/install';
import type { StandInSynthesis } from '../../src/pagevoice/synthesis/speech-synthesis';
import type { StandInUtterance } from '../../src/pagevoice/synthesis/utterance';
import { fakePagevoice } from '../fakes/fake-pagevoice';
import type { FakeEngineOptions } from '../fakes/fake-speech-engine';

/** A window of which only the speech is looked at. */
type Window = {
  readonly speechSynthesis: StandInSynthesis;
  readonly SpeechSynthesisUtterance: typeof StandInUtterance;
};

let remove = () => {};
afterEach(() => remove());

function install(engineOptions: Partial<FakeEngineOptions> = {}) {
  const parts = fakePagevoice({}, engineOptions);
  const target = {};
  remove = installSpeechSynthesis({ pagevoice: parts.pagevoice, target });
  return { ...parts, ...(target as Window) };
}

/** Notes every event of an utterance as `type charIndex`. */
function watch(utterance: StandInUtterance, journal: string[] = []): string[] {
  for (const type of ['start', 'end', 'error', 'pause', 'resume', 'boundary']) {
    utterance.addEventListener(type, (event) => {
      const { name, charIndex, charLength, error } = event as unknown as Record<string, unknown>;
      const about = type === 'boundary' ? ` ${name} ${charIndex}+${charLength}` : error ? ` ${error}` : '';
      journal.push(type + about);
    });
  }
  return journal;
}

const ended = (utterance: StandInUtterance) =>
  new Promise<void>((resolve) => {
    utterance.addEventListener('end', () => resolve());
    utterance.addEventListener('error', () => resolve());
  });

describe('the stand-in for speechSynthesis', () => {
  test('lists voices after the event that tells of them, and loads no model for it', async () => {
    const { speechSynthesis, engine } = install();
    expect(speechSynthesis.getVoices()).toEqual([]);
    await new Promise<void>((resolve) => {
      speechSynthesis.onvoiceschanged = () => resolve();
    });
    const voices = speechSynthesis.getVoices();
    expect(voices.map(({ name, lang, localService }) => [name, lang, localService])).toEqual([
      ['Ada', 'en-US', true],
      ['Ben', 'en-US', true],
    ]);
    expect(voices.map((voice) => voice.default)).toEqual([true, false]);
    expect(engine.loads).toEqual([]);
  });

  test('speaks utterances in order, with sentences and words at their places', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance } = install();
    const first = new SpeechSynthesisUtterance('One more. Two.');
    const second = new SpeechSynthesisUtterance('Three.');
    const journal = watch(second, watch(first));
    speechSynthesis.speak(first);
    speechSynthesis.speak(second);
    expect([speechSynthesis.speaking, speechSynthesis.pending, speechSynthesis.paused]).toEqual([
      true,
      true,
      false,
    ]);
    await ended(second);
    expect(journal).toEqual([
      'start',
      'boundary sentence 0+9',
      'boundary word 0+3',
      'boundary word 4+4',
      'boundary sentence 9+5',
      'boundary word 10+3',
      'end',
      'start',
      'boundary sentence 0+6',
      'boundary word 0+5',
      'end',
    ]);
    expect([speechSynthesis.speaking, speechSynthesis.pending]).toEqual([false, false]);
  });

  test('calls the handlers that are set, with the utterance as their event says', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance } = install();
    const utterance = new SpeechSynthesisUtterance('One.');
    const told: unknown[] = [];
    utterance.onstart = (event) => told.push((event as unknown as { utterance: unknown }).utterance);
    utterance.onend = function (this: unknown) {
      told.push(this);
    };
    speechSynthesis.speak(utterance);
    await ended(utterance);
    expect(told).toEqual([utterance, utterance]);
  });

  test('interrupts what is heard and cancels what waits, and speaks again at once', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance } = install();
    const [first, second, third] = ['One.', 'Two.', 'Three.'].map(
      (text) => new SpeechSynthesisUtterance(text),
    );
    const journals = [first!, second!, third!].map((utterance) => watch(utterance));
    speechSynthesis.speak(first!);
    speechSynthesis.speak(second!);
    speechSynthesis.cancel();
    speechSynthesis.speak(third!);
    await ended(third!);
    expect(journals.map((journal) => journal.at(-1))).toEqual(['error interrupted', 'error canceled', 'end']);
  });

  test('waits while it is paused, also with what was not begun', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance, engine } = install();
    const utterance = new SpeechSynthesisUtterance('One.');
    const journal = watch(utterance);
    speechSynthesis.pause();
    speechSynthesis.speak(utterance);
    expect([speechSynthesis.paused, speechSynthesis.pending, speechSynthesis.speaking]).toEqual([
      true,
      true,
      false,
    ]);
    expect(engine.requests).toEqual([]);
    speechSynthesis.resume();
    await ended(utterance);
    expect(journal[0]).toBe('start');
    expect(journal.at(-1)).toBe('end');
  });

  test('clips what is out of range, and keeps what was there in place of no number', () => {
    const { SpeechSynthesisUtterance } = install();
    const utterance = new SpeechSynthesisUtterance();
    Object.assign(utterance, { rate: 99, pitch: -1, volume: 7 });
    expect([utterance.rate, utterance.pitch, utterance.volume]).toEqual([10, 0, 1]);
    Object.assign(utterance, { rate: 'fast', volume: '0.5' });
    expect([utterance.rate, utterance.volume]).toEqual([10, 0.5]);
  });

  test('speaks with the voice that is chosen, and reads marked-up text without its tags', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance, engine } = install();
    speechSynthesis.getVoices();
    await new Promise((resolve) => speechSynthesis.addEventListener('voiceschanged', resolve));
    const utterance = new SpeechSynthesisUtterance('<speak>One.</speak>');
    utterance.voice = speechSynthesis.getVoices()[1]!;
    speechSynthesis.speak(utterance);
    await ended(utterance);
    expect(engine.requests).toEqual([
      { text: '       One.        ', voices: [{ type: 'preset', id: 'ben' }] },
    ]);
  });

  test('ends an utterance without words', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance, engine } = install();
    const utterance = new SpeechSynthesisUtterance(' ');
    const journal = watch(utterance);
    speechSynthesis.speak(utterance);
    await ended(utterance);
    expect([journal, engine.requests]).toEqual([['start', 'end'], []]);
  });

  test('tells what went wrong by a code of the specification, and goes on with the next', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance } = install({ load: 'fails' });
    const [first, second] = ['One.', 'Two.'].map((text) => new SpeechSynthesisUtterance(text));
    const journals = [first!, second!].map((utterance) => watch(utterance));
    speechSynthesis.speak(first!);
    speechSynthesis.speak(second!);
    await ended(second!);
    expect(journals).toEqual([['error synthesis-unavailable'], ['error synthesis-unavailable']]);
  });

  test('tells nothing more of an utterance once its own handler has cancelled it', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance } = install();
    const utterance = new SpeechSynthesisUtterance('One more. Two.');
    const journal = watch(utterance);
    utterance.onstart = () => speechSynthesis.cancel();
    speechSynthesis.speak(utterance);
    await ended(utterance);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(journal).toEqual(['start', 'error interrupted']);
  });

  test('tells no sentence and no word twice when it goes on', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance } = install();
    const utterance = new SpeechSynthesisUtterance('One more. Two.');
    const journal = watch(utterance);
    let isPausedOnce = false;
    utterance.onboundary = () => {
      if (isPausedOnce) return;
      isPausedOnce = true;
      // As readers do that keep a browser's own voices awake.
      queueMicrotask(() => {
        speechSynthesis.pause();
        speechSynthesis.resume();
      });
    };
    speechSynthesis.speak(utterance);
    await ended(utterance);
    const boundaries = journal.filter((event) => event.startsWith('boundary'));
    expect(journal).toContain('resume');
    expect(boundaries).toEqual([...new Set(boundaries)]);
  });

  test('ends what is spoken, and what waits, with an error when its Pagevoice is disposed of', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance, pagevoice } = install();
    const [first, second, third] = ['One.', 'Two.', 'Three.'].map(
      (text) => new SpeechSynthesisUtterance(text),
    );
    const journals = [first!, second!, third!].map((utterance) => watch(utterance));
    speechSynthesis.speak(first!);
    speechSynthesis.speak(second!);
    pagevoice.dispose();
    await ended(second!);
    const over = ended(third!);
    speechSynthesis.speak(third!);
    await over;
    expect(journals.map((journal) => journal.at(-1))).toEqual(Array(3).fill('error synthesis-unavailable'));
    expect([speechSynthesis.speaking, speechSynthesis.pending]).toEqual([false, false]);
  });

  test('speaks an utterance again, and one whose text is a number', async () => {
    const { speechSynthesis, SpeechSynthesisUtterance, engine } = install();
    const utterance = new SpeechSynthesisUtterance('One.');
    const journal = watch(utterance);
    speechSynthesis.speak(utterance);
    await ended(utterance);
    Object.assign(utterance, { text: 42 });
    speechSynthesis.speak(utterance);
    await ended(utterance);
    expect(journal.filter((event) => !event.startsWith('boundary'))).toEqual([
      'start',
      'end',
      'start',
      'end',
    ]);
    expect(engine.requests.map(({ text }) => text)).toEqual(['One.', '42']);
  });

  test('refuses what is no utterance of its own', () => {
    const { speechSynthesis } = install();
    expect(() => speechSynthesis.speak({ text: 'One.' } as never)).toThrow(/SpeechSynthesisUtterance/);
  });

  test('gives back what was there', () => {
    const native = {};
    const target = { speechSynthesis: native } as Record<string, unknown>;
    const uninstall = installSpeechSynthesis({ pagevoice: fakePagevoice().pagevoice, target });
    expect(target.speechSynthesis).not.toBe(native);
    uninstall();
    expect(target).toEqual({ speechSynthesis: native });
  });
});
