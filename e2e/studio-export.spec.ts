import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readZipDirectory } from '../src/core/checkpoint/zip-directory';
import { LoudnessMeter } from '../src/core/pcm/loudness';
import { readWav } from '../src/core/pcm/read-wav';
import { complaints } from './support/axe';
import { expect, test } from './support/site';
import { bestShift } from './support/sound';

/** Exports of the studio in the built page, decoded again. */
const TEXT = '# One\n\nOne is here. Two is there.\n\n# Two\n\nAnna: Are you cold?\nBen: No.';
/** Samples that a codec may put before the sound. */
const MOST_DELAY = 2400;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const field = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });

async function exported(page: Page): Promise<{ name: string; bytes: Uint8Array }> {
  const saving = page.waitForEvent('download', { timeout: 120_000 });
  await button(page, 'Export').click();
  const download = await saving;
  await expect(page.getByText('The export is saved.')).toBeVisible();
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** Samples as the browser decodes them. */
async function decoded(page: Page, bytes: Uint8Array): Promise<Float32Array> {
  const samples = await page.evaluate(async (file) => {
    const context = new OfflineAudioContext(1, 1, 24_000);
    const sound = await context.decodeAudioData(
      Uint8Array.from(atob(file), (one) => one.charCodeAt(0)).buffer,
    );
    return Array.from(sound.getChannelData(0));
  }, Buffer.from(bytes).toString('base64'));
  return Float32Array.from(samples);
}

test('a project is exported in every format, with captions, chapters and loudness', async ({ speaking }) => {
  const { page } = speaking;
  await page.evaluate(() => Reflect.deleteProperty(globalThis, 'showSaveFilePicker'));
  await speaking.untilReady();
  await speaking.write(TEXT);
  await button(page, 'Open the studio').click();
  await page.getByText('Export the sound').click();
  await page.getByRole('textbox', { name: 'Author' }).fill('Ada');
  await field(page, 'Format').selectOption('wav');
  expect(await complaints(page)).toEqual([]);
  // Nothing is made yet.
  const { name, bytes: wav } = await exported(page);
  expect(name).toBe('one.wav');
  const { samples, sampleRateHz } = readWav(wav);
  expect(sampleRateHz).toBe(24_000);
  expect(samples.length).toBeGreaterThan(3 * 24_000);
  expect(Buffer.from(wav.subarray(0, 300)).toString('latin1')).toMatch(/INAM.*One.*IART.*Ada.*labl.*Two/s);

  const source = await decoded(page, wav);
  for (const format of ['flac', 'mp3', 'opus', 'aac']) {
    await field(page, 'Format').selectOption(format);
    const { name: file, bytes } = await exported(page);
    expect(file).toBe(`one.${format}`);
    expect(Buffer.from(bytes).toString('latin1'), format).toContain('Ada');
    const sound = await decoded(page, bytes);
    if (format === 'flac') {
      expect(Buffer.compare(Buffer.from(sound.buffer), Buffer.from(source.buffer))).toBe(0);
      continue;
    }
    const { likeness } = bestShift(source, sound, MOST_DELAY);
    expect(likeness, format).toBeGreaterThan(0.98);
    expect(Math.abs(sound.length - source.length), format).toBeLessThan(MOST_DELAY);
  }

  await field(page, 'Format').selectOption('wav');
  await field(page, 'Loudness').selectOption('-20');
  await field(page, 'Files').selectOption('chapters');
  await page.getByRole('checkbox', { name: 'SubRip (.srt)' }).check();
  const { name: archive, bytes: zip } = await exported(page);
  expect(archive).toBe('one.zip');
  const files = {
    byteLength: async () => zip.length,
    read: async (_: string, offset: number, length: number) => zip.slice(offset, offset + length),
  };
  const entries = await readZipDirectory(files as never, archive, new AbortController().signal);
  expect(entries.map((entry) => entry.name)).toEqual([
    '01-one.wav',
    '01-one.srt',
    '02-two.wav',
    '02-two.srt',
  ]);
  const part = (index: number) => {
    const { offset, byteLength } = entries[index]!;
    return zip.slice(offset, offset + byteLength);
  };
  expect(Buffer.from(part(3)).toString()).toMatch(
    /^1\n00:00:00,000 --> 00:00:0\d,\d{3}\nTwo\n\n2\n.*\nAnna: Are you cold\?\n\n3\n.*\nBen: No\.\n$/,
  );
  const meter = new LoudnessMeter(24_000);
  for (const index of [0, 2]) meter.add(readWav(part(index)).samples);
  expect(Math.abs(meter.integratedLufs! + 20)).toBeLessThan(1);
});

test('where the browser can write to a file, an export goes there as it is made', async ({ speaking }) => {
  const { page } = speaking;
  await speaking.untilReady();
  await speaking.write('Only this.');
  await button(page, 'Open the studio').click();
  await page.evaluate(() => {
    const showSaveFilePicker = async ({ suggestedName }: { suggestedName: string }) =>
      (await navigator.storage.getDirectory()).getFileHandle(suggestedName, { create: true });
    Object.assign(globalThis, { showSaveFilePicker });
  });
  await page.getByText('Export the sound').click();
  await field(page, 'Format').selectOption('wav');
  await button(page, 'Export').click();
  await expect(page.getByText('The export is saved.')).toBeVisible({ timeout: 60_000 });
  const written = await page.evaluate(async () => {
    const folder = await navigator.storage.getDirectory();
    const file = await (await folder.getFileHandle('only-this.wav')).getFile();
    return Array.from(new Uint8Array(await file.arrayBuffer()));
  });
  expect(readWav(Uint8Array.from(written)).samples.length).toBeGreaterThan(5000);
});
