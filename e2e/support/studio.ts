import { expect, type Page } from '@playwright/test';
import { expectNoShift } from './layout-shift';

/** Parts of the studio that several tests drive. */
export const TEXT = 'One is here. Two is there.\n\nAnna: Are you cold?\nBen: No.';

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const sentence = (page: Page, words: string) =>
  page.getByRole('group', { name: 'Sentences' }).getByRole('button', { name: words });

/** Opens the studio while its code takes longer than browsers take a move for the answer to a press. */
export async function openSlowly(page: Page): Promise<void> {
  let letThrough = () => {};
  const isHere = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  await page.route(/\/assets\/studio-[^/]*\.js$/, async (route) => {
    await isHere;
    await route.continue();
  });
  const pressedAtMs = await page.evaluate(() => performance.now());
  await button(page, 'Open the studio').click();
  await expect(page.getByRole('status')).toHaveText('Opening the studio.');
  await page.waitForTimeout(600);
  letThrough();
  await expect(button(page, 'Play')).toBeVisible();
  await expectNoShift(page, pressedAtMs);
}
