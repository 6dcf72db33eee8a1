import type { Page } from '@playwright/test';
import type { SpeakingPage } from '../cli/browser/speaking-page';
import { encodeWav } from '../src/core/pcm/wav-writer';
import { chunk, file, format, le, letters, wave } from '../test/fakes/wav-bytes';
import { complaints } from './support/axe';
import { chromiumWith, MICROPHONE_FLAGS } from './support/microphone';
import { BUNDLED } from './support/packages';
import { expect, test } from './support/site';
import { speakAndHear } from './support/take';

/** A voice of one's own, from a file and from the microphone. */
test.use({ launchOptions: chromiumWith(MICROPHONE_FLAGS), permissions: ['microphone'] });

const tone = (seconds: number, rateHz: number, loudness = 0.4) =>
  Float32Array.from(
    { length: seconds * rateHz },
    (_, i) => loudness * Math.sin((2 * Math.PI * 220 * i) / rateHz),
  );

async function choose(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const file = { name, mimeType: 'audio/wav', buffer: Buffer.from(bytes) };
  await page.getByLabel('Choose a file').setInputFiles(file);
}

test.beforeEach(async ({ speaking }) => {
  await speaking.untilReady();
  await speaking.setAdvanced('Length limit', '2');
  await speaking.chooseVoice('From a recording');
});

test('a file of 8 kHz becomes the voice, once its words and the consent are there', async ({ speaking }) => {
  const { page } = speaking;
  await choose(page, 'me.wav', encodeWav(tone(3, 8000), 8000, 'pcm16'));
  await expect(page.getByText('me.wav, 3.0 s')).toBeVisible();
  await speaking.pressSpeak();
  expect(await speaking.problem()).toMatch(/Write down what the recording says/);
  await page.getByRole('textbox', { name: 'What the recording says' }).fill('A tone.');
  await speaking.pressSpeak();
  expect(await speaking.problem()).toMatch(/confirm that you may use/);
  await page.getByRole('checkbox', { name: /my own voice/ }).check();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  const { heard } = await speakAndHear(speaking, BUNDLED, 'Hello.');
  expect(heard.length).toBeGreaterThan(0);
});

test('the microphone is recorded until it is stopped', async ({ speaking }) => {
  const { page } = speaking;
  const startedAt = performance.now();
  await page.getByRole('button', { name: 'Record', exact: true }).click();
  await expect(speaking.status).toContainText('Recording');
  await page.waitForTimeout(2000);
  await page.getByRole('button', { name: 'Stop recording' }).click();
  const recording = page.getByText(/My recording, \d+\.\d s/);
  await expect(recording).toBeVisible();
  // Everything between the two presses and nothing beside it, however slow the machine is.
  const seconds = Number(/([\d.]+) s/.exec((await recording.textContent()) ?? '')?.[1]);
  expect(seconds).toBeGreaterThanOrEqual(1);
  expect(seconds).toBeLessThanOrEqual((performance.now() - startedAt) / 1000 + 0.1);
  await page.getByRole('button', { name: 'Remove the recording' }).click();
  await expect(page.getByText(/5 to 15 seconds of clear speech/)).toBeVisible();
});

/** Says a line of each in the studio, in the voices of these names. */
async function expectDialogue(speaking: SpeakingPage, names: readonly string[]): Promise<void> {
  const { page } = speaking;
  await speaking.write(names.map((name) => `${name}: I am here.`).join('\n'));
  await page.getByRole('button', { name: 'Open the studio' }).click();
  for (const name of names) await page.getByRole('combobox', { name, exact: true }).selectOption(name);
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(speaking.status).toContainText('All sentences are made.');
  const rows = page.getByRole('group', { name: 'Sentences' }).getByRole('button');
  const isReady = (all: Element[]) => all.map((row) => row.getAttribute('title') === 'ready');
  expect(await rows.evaluateAll(isReady)).toEqual(names.map(() => true));
  await page.getByRole('button', { name: 'Close the studio' }).click();
}

declare global {
  interface Window {
    previews: Blob[];
  }
}

/** In the page, whose policy forbids to fetch a blob. */
function keepPreviews(): void {
  window.previews = [];
  const createObjectURL = URL.createObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    if (object instanceof Blob) window.previews.push(object);
    return createObjectURL(object);
  };
}

/** Recordings as the world sends them; all of them last 3 seconds. */
const samples = tone(3, 8000);
const pcm = (channels: readonly number[]) =>
  [...samples].flatMap((sample) =>
    channels.flatMap((gain) => le(Math.round(32_767 * gain * sample) + 65_536, 2)),
  );
const list = chunk('LIST', [...letters('INFOISFT'), ...le(4000, 4), ...new Array<number>(4000).fill(0x7f)]);
const oddList = [...letters('LIST'), ...le(17, 4), ...letters('INFOISFT'), ...le(5, 4), 65, 66, 67, 68, 0];
const sized = (size: number, before: number[], behind: number[]) =>
  wave(
    chunk('fmt ', format(1, 1, 8000, 16)),
    before,
    [...letters('data'), ...le(size, 4), ...pcm([1])],
    behind,
  );

for (const [what, bytes] of [
  ['64-bit floats', () => file(3, 1, 64, [...new Uint8Array(Float64Array.from(samples).buffer)])],
  ['a size that was never filled in, and a list behind the sound', () => sized(0, [], list)],
  ['a size past the end', () => sized(0x7fff_f000, [], list)],
  ['an odd part without its padding byte', () => sized(2 * samples.length, oddList, [])],
  ['one channel inverted', () => file(1, 2, 16, pcm([1, -1]))],
] as const)
  test(`WAV with ${what} is taken, its whole length`, async ({ speaking }) => {
    const { page } = speaking;
    await page.evaluate(keepPreviews);
    await choose(page, 'sent.wav', bytes());
    await expect(page.getByText('sent.wav, 3.0 s')).toBeVisible();
    // What is heard of it is what will be used.
    const preview = await page.evaluate(async () => {
      const decoder = new OfflineAudioContext(1, 1, 24_000);
      const sound = await decoder.decodeAudioData(await window.previews.at(-1)!.arrayBuffer());
      const peak = sound.getChannelData(0).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      return { seconds: sound.duration, peak };
    });
    expect(preview.seconds).toBeCloseTo(3, 2);
    expect(preview.peak).toBeGreaterThan(0.35);
    expect(preview.peak).toBeLessThan(0.45);
  });

test('of a recording of 60 s the part that is used is chosen with the keyboard', async ({ speaking }) => {
  const { page } = speaking;
  await choose(page, 'long.wav', encodeWav(tone(60, 8000), 8000, 'pcm16'));
  await expect(page.getByText('long.wav, 1 min 0 s')).toBeVisible();
  const start = page.getByRole('slider', { name: /Begins at/ });
  const end = page.getByRole('slider', { name: /Ends at/ });
  await expect(start).toHaveAttribute('aria-valuetext', '0.0 seconds');
  await expect(end).toHaveAttribute('aria-valuetext', '30.0 seconds');
  await end.focus();
  await page.keyboard.press('End');
  await expect(start).toHaveAttribute('aria-valuetext', '30.0 seconds');
  await start.focus();
  await page.keyboard.press('ArrowRight');
  await expect(start).toHaveAttribute('aria-valuetext', '30.1 seconds');
  const audio = page.getByLabel('The recording', { exact: true });
  await expect.poll(() => audio.evaluate((player: HTMLAudioElement) => player.duration)).toBeCloseTo(29.9, 1);
  await page.keyboard.press('Home');
  await page.getByRole('textbox', { name: 'What the recording says' }).fill('A tone.');
  await page.getByRole('checkbox', { name: /my own voice/ }).check();
  const { heard } = await speakAndHear(speaking, BUNDLED, 'Hello.');
  expect(heard.length).toBeGreaterThan(0);
});

test('a recording is kept as a voice, is there after a reload, and moves as a file with a passphrase', async ({
  speaking,
}) => {
  const { page } = speaking;
  const anna = page.getByRole('radio', { name: /^Anna/ });
  await choose(page, 'me.wav', encodeWav(tone(3, 8000), 8000, 'pcm16'));
  await expect(page.getByText('me.wav, 3.0 s')).toBeVisible();
  await page.getByRole('button', { name: 'Keep this voice' }).click();
  await expect(page.getByRole('textbox', { name: 'What the recording says' })).toBeFocused();
  await page.keyboard.type('A tone.');
  await page.getByRole('checkbox', { name: /my own voice/ }).check();
  await page.getByRole('textbox', { name: 'Name of the voice' }).fill('Anna');
  await page.getByRole('button', { name: 'Keep this voice' }).click();
  await expect(anna).toBeChecked();
  expect(await complaints(page)).toEqual([]);
  await page.getByLabel('Passphrase for its file').fill('secret');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as a file' }).click();
  const file = await (await saving).path();

  await page.reload();
  await speaking.untilReady();
  await anna.check();
  await speaking.setAdvanced('Length limit', '2');
  const { heard } = await speakAndHear(speaking, BUNDLED, 'Hello.');
  expect(heard.length).toBeGreaterThan(0);

  await speaking.chooseVoice('From a recording');
  await choose(page, 'you.wav', encodeWav(tone(4, 8000), 8000, 'pcm16'));
  await expect(page.getByText('you.wav, 4.0 s')).toBeVisible();
  await page.getByRole('textbox', { name: 'What the recording says' }).fill('A longer tone.');
  await page.getByRole('checkbox', { name: /my own voice/ }).check();
  await page.getByRole('textbox', { name: 'Name of the voice' }).fill('Ben');
  await page.getByRole('button', { name: 'Keep this voice' }).click();
  await expect(page.getByRole('radio', { name: /^Ben/ })).toBeChecked();
  await expectDialogue(speaking, ['Anna', 'Ben']);

  await anna.check();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('button', { name: 'Delete for good' }).click();
  await expect(anna).toHaveCount(0);
  await speaking.chooseVoice('From a recording');
  await page.getByLabel('Open a voice file').setInputFiles(file);
  const passphrase = page.getByLabel(/^Passphrase of/);
  await expect(passphrase).toBeFocused();
  await passphrase.fill('guessed');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText(/passphrase does not open this file/)).toBeVisible();
  await passphrase.fill('secret');
  await passphrase.press('Enter');
  await expect(anna).toBeVisible();
});

test('a bad file leaves the recording that is there', async ({ speaking }) => {
  const { page } = speaking;
  await choose(page, 'me.wav', encodeWav(tone(3, 8000), 8000, 'pcm16'));
  await expect(page.getByText('me.wav, 3.0 s')).toBeVisible();
  await choose(page, 'text.wav', new TextEncoder().encode('This is no sound at all, but a text.'));
  await expect(page.getByText(/This browser finds no sound in the file/)).toBeVisible();
  await expect(page.getByText('me.wav, 3.0 s')).toBeVisible();
});
