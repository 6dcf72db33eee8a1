import type { Page } from '@playwright/test';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { complaints } from './support/axe';
import { expectNoShift } from './support/layout-shift';
import { expect, test } from './support/site';
import { button, openSlowly, sentence, TEXT } from './support/studio';

/** The studio in the built page: a text that is kept, heard sentence by sentence and mended. */

const place = (page: Page) => page.getByRole('slider', { name: 'Place in the text' });

async function untilMade(page: Page): Promise<void> {
  await expect(page.getByRole('status')).toContainText('All sentences are made.', { timeout: 120_000 });
}

/** Codes of all takes, as the browser keeps them, by the words of their sentence, in the order they were made. */
const keptCodes = (page: Page) =>
  page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open('pagevoice-projects'));
    const change = database.transaction(['takes', 'codes']);
    const takes = await done(change.objectStore('takes').getAll());
    takes.sort((one, other) => one.take.madeAtMs - other.take.madeAtMs);
    const found: Record<string, string[]> = {};
    for (const { id, take } of takes) {
      const codes: { codes: Uint16Array }[] = await done(change.objectStore('codes').get(id));
      const text = codes.map((grid) => grid.codes.join()).join('|');
      found[take.text] = [...(found[take.text] ?? []), text];
    }
    database.close();
    return found;
  });

/** The dialog of the keys is left by Tab and by Esc, and gives the focus back to whatever opened it. */
async function expectFreeFocus(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Keys' });
  for (const [opener, key] of [
    [button(page, 'Keys'), 'Enter'],
    [sentence(page, 'One is here.'), '?'],
  ] as const) {
    await opener.press(key);
    await expect(button(page, 'Close')).toBeFocused();
    await expect(dialog).toContainText('Play or pause');
    expect(await complaints(page)).toEqual([]);
    await page.keyboard.press('Tab');
    await expect(button(page, 'Close')).not.toBeFocused();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
  }
}

test('a text is heard sentence by sentence, mended, and gone on with after a reload', async ({
  speaking,
}) => {
  const { page } = speaking;
  await speaking.untilReady();
  await speaking.write(TEXT);
  await openSlowly(page);
  await expect(page.getByRole('combobox', { name: 'Anna' })).toBeVisible();
  const openedAtMs = await page.evaluate(() => performance.now());
  await page.keyboard.press('Escape');
  await speaking.textField.blur();
  await page.keyboard.press('k');
  await expect(button(page, 'Pause')).toBeVisible();
  await page.keyboard.press(' ');
  await expect(button(page, 'Play')).toBeVisible();
  const speed = page.getByRole('combobox', { name: 'Speed' });
  await speed.focus();
  await page.keyboard.press('ArrowDown');
  await expect(speed).toHaveValue('1.1');
  await untilMade(page);
  await expectNoShift(page, openedAtMs);
  expect(await complaints(page)).toEqual([]);
  await expectFreeFocus(page);
  const before = await keptCodes(page);
  expect(Object.keys(before).sort()).toEqual(['Are you cold?', 'No.', 'One is here.', 'Two is there.']);

  await sentence(page, 'Two is there.').click();
  await button(page, 'Say anew').click();
  await expect(page.getByRole('group', { name: '2 takes' })).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Escape');
  expect(await complaints(page)).toEqual([]);
  const { 'Two is there.': two, ...others } = await keptCodes(page);
  const { 'Two is there.': first, ...same } = before;
  expect(others).toEqual(same);
  expect(two).toEqual([first![0], expect.not.stringMatching(`^${first![0]}$`)]);

  await speaking.write(TEXT.replace('One is', 'One was'));
  await expect(sentence(page, 'One was here.')).toHaveAttribute('title', 'not made yet');
  await expect(sentence(page, 'Are you cold?')).toHaveAttribute('title', 'ready');
  await button(page, 'Undo').click();
  await expect(speaking.textField).toHaveValue(TEXT);
  await expect(sentence(page, 'One is here.')).toHaveAttribute('title', 'ready');

  await place(page).fill('3');
  await expect(page.getByText('Kept on this device as you write.')).toBeVisible();
  const heard = await place(page).getAttribute('aria-valuetext');
  await page.waitForTimeout(500); // typing and moving are written after a pause
  await page.reload();
  await speaking.untilReady();
  await page.getByText(/^Go on with “One is here.*” at 0:0[23]\?$/).waitFor();
  await button(page, 'Continue').click();
  await expect(speaking.textField).toHaveValue(TEXT);
  await expect(place(page)).toHaveAttribute('aria-valuetext', heard!);
  await expect(speed).toHaveValue('1.1');
  await untilMade(page);
  await speaking.textField.blur();
  await page.keyboard.press('k');
  await expect(page.getByRole('status')).toContainText('Playing.');
  await page.keyboard.press('Escape');
});

test('a project is moved to another browser as one file, and can be kept nowhere', async ({
  speaking,
  browser,
  site,
}) => {
  const { page } = speaking;
  await speaking.untilReady();
  await speaking.write('Only this.');
  await button(page, 'Open the studio').click();
  await button(page, 'Play').click();
  await untilMade(page);
  await button(page, 'Projects').click();
  expect(await complaints(page)).toEqual([]);
  const saving = page.waitForEvent('download');
  await button(page, 'Export Only this.').click();
  const file = await (await saving).path();
  await page.getByRole('checkbox', { name: 'Keep nothing on this device' }).check();
  await expect(page.getByText('Kept only until this page is closed.')).toBeVisible();
  expect(await keptCodes(page)).toEqual({});

  const elsewhere = await browser.newContext();
  const other = new SpeakingPage(await elsewhere.newPage());
  await other.open(site.url);
  await other.untilReady();
  await other.write('Something else.');
  await button(other.page, 'Open the studio').click();
  await button(other.page, 'Projects').click();
  await other.page.getByLabel('Import a file').setInputFiles(file);
  await expect(other.textField).toHaveValue('Only this.');
  await untilMade(other.page);
  await elsewhere.close();
});

/** From now on the page believes that everything takes a thousand times as long. */
function hurryClock(): void {
  const now = performance.now.bind(performance);
  const from = now();
  performance.now = () => from + 1000 * (now() - from);
}

test('a chapter is heard at three places, closed, opened and gone on with', async ({ speaking }) => {
  const { page } = speaking;
  // 60,000 characters are laid out, and three times a voice is waited for.
  test.slow();
  const chapter = Array.from(
    { length: 1260 },
    (_, at) => `This is sentence number ${at + 1} of the long chapter.`,
  );
  await speaking.untilReady();
  await speaking.write(chapter.map((line, at) => (at % 8 === 7 ? `${line}\n\n` : `${line} `)).join(''));
  await expect(page.getByText('This is a longer text')).toBeVisible();
  await button(page, 'Open the studio').click();
  await expect(button(page, 'Play')).toBeInViewport();
  for (const number of [3, 600, 1190]) {
    const row = page.locator('[data-row]', { hasText: `This is sentence number ${number} of` });
    if (number === 600) {
      await page.evaluate(hurryClock);
      const ready = page.locator('[data-row][title="ready"]');
      const made = await ready.count();
      await expect.poll(() => ready.count()).toBeGreaterThan(made + 1);
    }
    await row.click();
    if (number === 600) {
      await expect(page.getByText(/^plays without a gap in about [\d,]+ min$/)).toBeVisible();
      await button(page, 'Start now').click();
    }
    await expect(place(page)).toHaveAttribute(
      'aria-valuetext',
      new RegExp(`sentence ${number.toLocaleString('en')} of 1,260$`),
    );
    await expect(page.getByRole('status')).toContainText('Playing.');
    // The place moves at once; the row is made when the one before it is.
    await expect(row).toHaveAttribute('title', 'ready');
  }
  await page.keyboard.press('Escape');
  await expect(button(page, 'Play')).toBeVisible();
  await button(page, 'Close the studio').click();
  await page.reload();
  await speaking.untilReady();
  await button(page, 'Continue').click();
  await expect(place(page)).toHaveAttribute('aria-valuetext', /sentence 1,19\d of 1,260$/);
  const middle = page.locator('[data-row]', { hasText: 'This is sentence number 600 of' });
  await expect(middle).toHaveAttribute('title', 'ready');
  await speaking.textField.blur();
  await page.keyboard.press('k');
  await expect(page.getByRole('status')).toContainText('Playing.');
});

test.describe('a page whose renderer is killed while it makes', () => {
  test.use({ expectedErrors: /the page crashed/ });

  test('loses nothing that was made', async ({ speaking, newSpeakingPage, context, site }) => {
    const { page } = speaking;
    await speaking.untilReady();
    await speaking.write('One is here. Two is there. Three is far. Four is near. Five is gone. Six is back.');
    await button(page, 'Open the studio').click();
    await button(page, 'Play').click();
    await expect(sentence(page, 'Two is there.')).toHaveAttribute('title', 'ready');
    await expect.poll(async () => Object.keys(await keptCodes(page)).length).toBeGreaterThan(1);
    const before = await keptCodes(page);
    const devtools = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    devtools.send('Page.crash').catch(() => {});
    await crashed;

    const again = await newSpeakingPage();
    await again.open(site.url);
    await again.untilReady();
    await button(again.page, 'Continue').click();
    await expect(sentence(again.page, 'Two is there.')).toHaveAttribute('title', 'ready');
    expect(await keptCodes(again.page)).toMatchObject(before);
    await button(again.page, 'Play').click();
    await untilMade(again.page);
  });
});
