import { complaints } from './support/axe';
import { expect, test } from './support/site';
import { button, openSlowly, sentence, TEXT } from './support/studio';

/** The studio on small windows, and what it leaves out of the page. */

test('on a phone and in forced colours nothing is cut off or hidden behind the player', async ({
  speaking,
}) => {
  const { page } = speaking;
  await page.setViewportSize({ width: 320, height: 640 });
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await speaking.untilReady();
  await speaking.write(TEXT);
  await openSlowly(page);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  const names = ['Sentence back', '−30 seconds', '−5 seconds', 'Play', '+5 seconds', '+30 seconds'];
  for (const name of [...names, 'Sentence on', 'Stop', 'Keys']) {
    const box = await button(page, name).boundingBox();
    expect(box!.height).toBeGreaterThanOrEqual(40);
    expect(box!.width).toBeGreaterThanOrEqual(44);
    expect(box!.x + box!.width).toBeLessThanOrEqual(320);
  }
  for (const field of [
    page.getByRole('combobox', { name: 'Speed' }),
    page.getByRole('slider', { name: 'Volume' }),
  ]) {
    const box = await field.boundingBox();
    expect(box!.x + box!.width).toBeLessThanOrEqual(320);
  }
  await speaking.textField.press('Control+End');
  await page.getByText('Insert a pause or an event').click();
  // The bundled voice has learned no sounds.
  await expect(page.getByRole('group', { name: 'Sound' })).toHaveCount(0);
  expect(await complaints(page)).toEqual([]);
  await button(page, '1 s').click();
  await expect(speaking.textField).toHaveValue(`${TEXT} [pause 1s] `);
  await expect(speaking.textField).toBeFocused();

  // A window of 1280 × 1024 at 400 %.
  await page.setViewportSize({ width: 320, height: 256 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  await sentence(page, 'Are you cold?').focus();
  const isSeen = await sentence(page, 'Are you cold?').evaluate((element) => {
    const { x, y } = element.getClientRects()[0]!;
    return element.contains(document.elementFromPoint(x + 2, y + 2));
  });
  expect(isSeen).toBe(true);
  expect(await complaints(page)).toEqual([]);
});

test('voices of a dialogue are chosen in the cast alone, and nothing moves for it', async ({ speaking }) => {
  const { page } = speaking;
  await speaking.untilReady();
  await speaking.write('[SPEAKER0] Hello. [SPEAKER1] Good day.');
  const choice = page.getByLabel('Voice of [SPEAKER1]');
  await expect(choice).toBeVisible();
  await openSlowly(page);
  await expect(page.getByRole('region', { name: 'Cast' })).toContainText('SPEAKER1');
  await expect(choice).toHaveCount(0);
  await button(page, 'Close the studio').click();
  await expect(choice).toBeVisible();
});
