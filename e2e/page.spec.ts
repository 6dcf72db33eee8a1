import type { Page } from '@playwright/test';
import { complaints } from './support/axe';
import { expect, test } from './support/site';

/** The page as it is used by keyboard, by ear, in the dark and on a phone. */
const TEXT = 'By keyboard and by ear.';

test('axe finds nothing in any state, light and dark', async ({ speaking }) => {
  const { page } = speaking;
  expect(await complaints(page)).toEqual([]); // searching or loading
  await speaking.untilReady();
  await speaking.setAdvanced('Length limit', '2');
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await speaking.openAdvanced();
    await speaking.chooseVoice('From a recording');
    expect(await complaints(page)).toEqual([]);
    await speaking.pressSpeak(); // refused: there is no recording
    expect(await speaking.problem()).toMatch(/needs a recording/);
    expect(await complaints(page)).toEqual([]);
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('radio').first().check();
    await speaking.speak(TEXT);
    expect(await complaints(page)).toEqual([]);
    await page.emulateMedia({ colorScheme, forcedColors: 'active' });
    expect(await complaints(page)).toEqual([]);
    expect(await unseen(page)).toEqual([]);
    await page.emulateMedia({ forcedColors: 'none' });
  }
});

/** What has been played, bars, the dot of the status and buttons that are off, as far as they cannot be told in the forced colours. */
function unseen(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const style = (selector: string) => getComputedStyle(document.querySelector(selector)!);
    const ground = style('.pill').backgroundColor;
    const canvas = document.querySelector<HTMLCanvasElement>('.waveform-canvas')!;
    const inFirstBar = Math.round((2.5 * canvas.width) / canvas.clientWidth);
    const brightness = ([red, green, blue]: readonly number[]) => 0.21 * red! + 0.72 * green! + 0.07 * blue!;
    const played = canvas.getContext('2d')!.getImageData(inFirstBar, canvas.height / 2, 1, 1).data;
    const difference = brightness([...played]) - brightness(ground.match(/\d+/g)!.map(Number));
    const bars = [...document.querySelectorAll('progress')].map((bar) => getComputedStyle(bar).appearance);
    return [
      ...(Math.abs(difference) * (played[3]! / 255) > 80 ? [] : ['what has been played']),
      ...(bars.length === 2 && bars.every((look) => look !== 'none') ? [] : ['the bars']),
      ...(style('.dot').borderTopColor === ground ? ['the dot'] : []),
      ...(style('.buttons [aria-disabled=true]').color === style('.buttons [aria-disabled=false]').color
        ? ['what is off']
        : []),
    ];
  });
}

test('everything is reached and used without a mouse', async ({ speaking }) => {
  const { page } = speaking;
  await speaking.untilReady();
  const focused = () =>
    page.evaluate(() => {
      const element = document.activeElement;
      const label = (element as HTMLInputElement | null)?.labels?.[0]?.textContent;
      return (element?.getAttribute('aria-label') ?? label ?? element?.textContent ?? '').trim();
    });
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Skip to the models');
  await expect(page.getByRole('link', { name: 'Skip to the models' })).toBeInViewport();
  const order: string[] = [];
  for (let press = 0; press < 40; press++) {
    await page.keyboard.press('Tab');
    const name = await focused();
    if (order.includes(name)) break;
    order.push(name);
  }
  const wanted = [
    'Text to speak',
    'Speak',
    'Stop',
    'Play again',
    'Download WAV',
    'Scene',
    'Seed',
    'Advanced',
    'Runs on',
  ];
  expect(order.filter((name) => wanted.includes(name))).toEqual(wanted);

  await page.getByRole('link', { name: 'Skip to the models' }).press('Enter');
  await page.keyboard.press('Tab');
  expect(await focused()).toBe('Runs on');

  await speaking.setAdvanced('Length limit', '60');
  await speaking.setAdvanced('Temperature', '1.5');
  await speaking.textField.focus();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type(`${TEXT} `.repeat(20));
  await page.keyboard.press('Control+Enter');
  await expect(speaking.status).toContainText(/Speaking|Playing/);
  await expect(speaking.textField).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(speaking.status).toContainText(/Stopped|Finished/);
  await expect(speaking.stopButton).toHaveAttribute('aria-disabled', 'true');
  const place = page.getByRole('slider', { name: 'Place in the speech' });
  const [played, generated] = (await place.getAttribute('aria-valuetext'))!
    .split(' of ')
    .map(Number.parseFloat);
  expect(played).toBeLessThan(generated!);
});

test('on a phone and enlarged four times nothing is cut off, and what is touched is large enough', async ({
  speaking,
}) => {
  const { page } = speaking;
  await page.setViewportSize({ width: 320, height: 256 });
  await speaking.untilReady();
  await speaking.openAdvanced();
  await speaking.chooseVoice('From a recording');
  const closed = page.locator('details:not([open]) > summary');
  while (await closed.count()) await closed.first().click();
  await expect(page.getByText('One moment.')).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  expect(await smallTargets(page)).toEqual([]);
  expect(await complaints(page)).toEqual([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('in the studio and where all is erased, what is touched is large enough too', async ({
  speaking,
  site,
}) => {
  const { page } = speaking;
  await page.setViewportSize({ width: 320, height: 640 });
  await speaking.untilReady();
  await speaking.write(TEXT);
  await page.getByRole('button', { name: 'Open the studio', exact: true }).click();
  await page.getByText('Insert a pause or an event').click();
  await expect(page.locator('.insert-group button').first()).toBeVisible();
  await expect(page.getByRole('slider', { name: 'Place in the text' })).toBeVisible();
  expect(await smallTargets(page)).toEqual([]);
  await page.goto(`${site.url}?erase`);
  await expect(page.getByRole('link', { name: 'Back to the page' })).toBeVisible();
  expect(await smallTargets(page)).toEqual([]);
});

/**
 * What is touched and less than 44 pixels high or wide, or sticks out; a box or a dot counts with its label. What stands in a
 * sentence is as high as its line.
 */
function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const selector = 'a, button, summary, select, textarea, input, label.button';
    const isInSentence = (target: HTMLElement) =>
      target.matches('button.sentence') ||
      (target.matches('a') &&
        [...target.parentElement!.childNodes].some((node) => /\p{L}/u.test(node.nodeValue ?? '')));
    return [...document.querySelectorAll<HTMLElement>(selector)]
      .filter(
        (target) => target.checkVisibility() && !target.matches('.visually-hidden') && !isInSentence(target),
      )
      .filter((target) => {
        const isMark = target.matches('[type=radio], [type=checkbox]');
        const box = ((isMark && target.closest('label')) || target).getBoundingClientRect();
        return box.width < 44 || box.height < 44 || box.right > 320;
      })
      .map(({ outerHTML }) => outerHTML.slice(0, 160));
  });
}

test('sound can be heard from a place that is chosen by keyboard', async ({ speaking }) => {
  await speaking.untilReady();
  await speaking.setAdvanced('Length limit', '4');
  await speaking.setAdvanced('Temperature', '1.5');
  await speaking.speak(TEXT);
  // A key, not the button: a short take may have been heard already, and then the button is off.
  await speaking.page.keyboard.press('Escape');
  const place = speaking.page.getByRole('slider', { name: 'Place in the speech' });
  await place.focus();
  await place.press('End');
  await expect(speaking.status).not.toContainText('Playing');
  await expect(place).toHaveAttribute('aria-valuetext', /^(\d+\.\d seconds) of \1$/);
});

test.describe('a page that was told to fetch from elsewhere', () => {
  test.use({ expectedErrors: /Content Security Policy/ });

  test('is not allowed to', async ({ speaking, site }) => {
    const fetched = (url: string) =>
      speaking.page.evaluate(
        (address) =>
          fetch(address).then(
            () => 'reached',
            () => 'refused',
          ),
        url,
      );
    expect(await fetched(`${site.url}models/index.json`)).toBe('reached');
    const other = site.origin.replace('127.0.0.1', 'localhost');
    expect(await fetched(`${other}/models/index.json`)).toBe('refused');
  });
});
