import type { Page } from '@playwright/test';
import axe from 'axe-core';
import type { SpeakingPage } from '../cli/browser/speaking-page';
import { expect, test } from './support/site';

/** How the page reads a text: shown, switched, corrected and refused before anything is said. */
declare global {
  interface Window {
    axe: typeof axe;
  }
}

const preview = (page: Page) => page.getByRole('region', { name: 'What will be said' });

async function openPreview({ page }: SpeakingPage): Promise<void> {
  await page.getByText('What will be said', { exact: true }).click();
  await expect(preview(page)).toBeVisible();
}

async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

test.beforeEach(async ({ speaking }) => {
  await speaking.untilReady();
});

test('what will be said is shown while it is written, and a switch changes it for good', async ({
  speaking,
}) => {
  const { page } = speaking;
  await speaking.write('It costs $3.50.');
  await openPreview(speaking);
  await expect(preview(page)).toContainText('three dollars fifty');
  await expect(preview(page)).toContainText('(written: $3.50)');
  await speaking.write('It costs $3.50, and 20% more on Monday.');
  await expect(preview(page)).toContainText('twenty percent');

  await page.getByText('Numbers, signs and abbreviations').click();
  await page.getByRole('checkbox', { name: /^Money/ }).uncheck();
  await expect(preview(page)).not.toContainText('three dollars fifty');
  await expect(preview(page)).toContainText('twenty percent');

  await page.reload();
  await speaking.untilReady();
  await speaking.write('It costs $3.50.');
  await openPreview(speaking);
  await expect(preview(page)).not.toContainText('dollars fifty');
  await page.getByText('Numbers, signs and abbreviations').click();
  await page.getByRole('button', { name: 'Reset' }).click();
  await expect(preview(page)).toContainText('three dollars fifty');
});

test('a pronunciation changes what is said, until it is removed', async ({ speaking }) => {
  const { page } = speaking;
  await speaking.keepSeed(7);
  const lengthOf = async (text: string) => {
    await speaking.speak(text);
    return Number.parseFloat((await speaking.figures()).generated);
  };
  const usual = await lengthOf('Room 1,234,567 is free.');
  await page.getByText('Pronunciations', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Written', exact: true }).fill('1,234,567');
  await page.getByRole('textbox', { name: 'Said', exact: true }).fill('ten');
  await page.keyboard.press('Enter');
  await expect(page.getByText('“1,234,567” was added.')).toBeVisible();
  const corrected = await lengthOf('Room 1,234,567 is free.');
  expect(corrected).toBeLessThan(0.7 * usual);
  await page.getByRole('button', { name: 'Remove 1,234,567' }).click();
  expect(await lengthOf('Room 1,234,567 is free.')).toBe(usual);
});

test('pronunciations are kept, told to other tabs, and travel in a file', async ({
  speaking,
  newSpeakingPage,
  site,
}) => {
  const { page } = speaking;
  await page.getByText('Pronunciations', { exact: true }).click();
  const written = page.getByRole('textbox', { name: 'Written', exact: true });
  await page.getByRole('button', { name: 'Add' }).click();
  await expect(written).toBeFocused();
  await expect(written).toHaveAccessibleDescription(/^Write the word here/);
  await written.fill('Siobhan');
  await page.getByRole('textbox', { name: 'Said', exact: true }).fill('Shivawn');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listitem').filter({ hasText: 'Siobhan' })).toContainText('Shivawn');
  await page.getByRole('button', { name: 'Edit Siobhan' }).click();
  await expect(written).toBeFocused();
  await page.getByRole('textbox', { name: 'Said', exact: true }).fill('Shivaun');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Edit Siobhan' })).toBeFocused();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export' }).click(),
  ]);

  const other = await newSpeakingPage();
  await other.open(site.url);
  await other.page.getByText('Pronunciations (1)').click();
  await other.page.getByRole('button', { name: 'Remove Siobhan' }).click();
  await expect(page.getByText('Pronunciations', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Remove Siobhan' })).toHaveCount(0);
  await other.page.close();

  await page.getByLabel('Import').setInputFiles(await file.path());
  await expect(page.getByText(/1 added, 0 changed/)).toBeVisible();
  await page.reload();
  await speaking.untilReady();
  await speaking.write('Siobhan is here.');
  await openPreview(speaking);
  await expect(preview(page)).toContainText('Shivaun (written: Siobhan) is here.');
});

test('letters that the voice does not have are told before Speak, and signs alone are refused', async ({
  speaking,
}) => {
  const { page } = speaking;
  await speaking.speak('This is fine.');
  const kept = (await speaking.figures()).generated;
  await speaking.write('Hello, жаба.');
  const sentence = 'This voice speaks English; «а, ж, б» will be left out.';
  await expect(speaking.textField).toHaveAccessibleDescription(new RegExp(sentence));
  await openPreview(speaking);
  await expect(preview(page)).toContainText('(left out: жаба)');
  for (const [text, words] of [
    ['жаба', /Nothing of the text is left to say/],
    ['!!!!', /There is no text to speak/],
    ['\u200d\ufe0f', /There is no text to speak/],
  ] as const) {
    await speaking.write(text);
    await speaking.pressSpeak();
    await expect(speaking.alert).toContainText(words);
    expect((await speaking.figures()).generated).toBe(kept);
  }
});

test('a sentence that was cut leads to its place in the text', async ({ speaking }) => {
  const { page } = speaking;
  await speaking.setAdvanced('Length limit', '1');
  await speaking.setAdvanced('Made again', '0');
  const lines = Array.from({ length: 30 }, (_, index) => `Here is line number ${index + 1} of many.`);
  await speaking.speak(lines.join('\n'));
  await expect(speaking.warnings).toContainText('sentences do not sound right');
  await page.getByRole('button', { name: 'Sentence 3: show it in the text' }).click();
  const shown = () =>
    speaking.textField.evaluate((field) => {
      const { value, selectionStart, selectionEnd, scrollTop } = field as HTMLTextAreaElement;
      // Two lines stand above it.
      const isSeen = scrollTop < 2 * Number.parseFloat(getComputedStyle(field).lineHeight);
      return { text: value.slice(selectionStart, selectionEnd), isSeen };
    });
  await expect.poll(shown).toEqual({ text: lines[2], isSeen: true });
  await speaking.write('Another text.');
  await expect(page.getByRole('button', { name: /show it in the text/ })).toHaveCount(0);
});

test('axe finds nothing on the open panels, light and dark, and nothing is cut off on a phone', async ({
  speaking,
}) => {
  const { page } = speaking;
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await speaking.write('On 12/03/2026 Dr. Smith paid $3.50 😀 for a жаба.');
  await openPreview(speaking);
  await page.getByText('Numbers, signs and abbreviations').click();
  await page.getByRole('checkbox', { name: /^Dates/ }).uncheck();
  await page.getByText('Pronunciations', { exact: true }).click();
  await page.getByRole('textbox', { name: 'Written', exact: true }).fill('A-very-long-word-'.repeat(11));
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add' }).click(); // nothing written: its problem stands beside it
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await complaints(page)).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  expect(await complaints(page)).toEqual([]);
});
