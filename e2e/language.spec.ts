import { complaints } from './support/axe';
import { expect, test } from './support/site';

test.use({ locale: 'de-AT' });

test('the page speaks the language of the browser or the one that is chosen, and is read from right to left too', async ({
  newSpeakingPage,
  site,
}, info) => {
  const { page } = await newSpeakingPage();
  const document = page.locator('html');
  const shoot = (name: string) => page.screenshot({ path: info.outputPath(`${name}.png`), fullPage: true });
  const width = () => page.evaluate(() => globalThis.document.documentElement.scrollWidth);

  await page.goto(site.url);
  await page.locator('.pill.ready').waitFor();
  await expect(document).toHaveAttribute('lang', 'de');
  await expect(page.getByRole('status')).toContainText(['Bereit zu sprechen.']);
  expect(await complaints(page)).toEqual([]);
  await shoot('de');
  await page.getByRole('textbox', { name: 'Text zum Sprechen' }).fill('…');
  await page.getByRole('button', { name: 'Sprechen', exact: true }).click();
  await expect(page.getByRole('alert').first()).toContainText('Es gibt keinen Text zum Sprechen');

  await page.getByLabel('Sprache der Seite').selectOption('en');
  await expect(document).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('alert').first()).toContainText('There is no text to speak');
  await page.reload();
  await expect(page.getByRole('status')).toContainText(['Ready to speak.']);
  await shoot('en');

  await page.setViewportSize({ width: 320, height: 800 });
  await page.goto(`${site.url}?language=ar-XB`);
  await expect(document).toHaveAttribute('dir', 'rtl');
  await page.locator('.pill.ready').waitFor();
  for (const part of await page.locator('details > summary').all())
    if (await part.isVisible()) await part.click();
  expect(await width()).toBeLessThanOrEqual(320);
  await shoot('ar-XB');
});
