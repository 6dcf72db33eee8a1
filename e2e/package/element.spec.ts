import { mkdirSync, writeFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { shippedHeaders } from '../../cli/browser/site-headers';
import { elementEvents, expect, test, untilOver, watchElements } from '../support/package-page';
import { ExampleSite } from '../support/package-site';

/** Rules for everything, as some sites and extensions have them. */
const HOSTILE = `
* { all: unset; display: none !important; color: red !important; background: red !important; font-size: 2px !important;
    pointer-events: none !important; opacity: 0.01 !important; visibility: hidden !important; width: 1px !important; }
html, body, main, style { display: block !important; visibility: visible !important; opacity: 1 !important; width: auto !important; }
button, input { position: absolute !important; left: -9999px !important; }
page-voice { display: inline !important; visibility: hidden !important; }
`;

let site: ExampleSite;
test.beforeEach(() => {
  site = new ExampleSite('plain').unpack('pagevoice');
});
test.afterEach(() => site.remove());

const player = (page: Page, label: string) => page.getByRole('group', { name: label });

/** Writes a page of the site. */
function writePage(name: string, body: string, head = ''): void {
  mkdirSync(site.folder, { recursive: true });
  const script = '<script type="module" src="pagevoice/element.js"></script>';
  writeFileSync(
    site.path(name),
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title><meta name="color-scheme" content="light dark"><link rel="icon" href="favicon.svg">${head}${script}</head><body><main><h1>Page</h1>${body}</main></body></html>`,
  );
}

async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

test('axe finds nothing in light, dark and forced colours, at rest and while it speaks', async ({
  serve,
  open,
}) => {
  const server = await serve({ folder: site.folder, headers: shippedHeaders });
  const page = await open(server.url);
  const looks = [
    { colorScheme: 'light', forcedColors: 'none' },
    { colorScheme: 'dark', forcedColors: 'none' },
    { colorScheme: 'dark', forcedColors: 'active' },
  ] as const;
  for (const look of looks) {
    await page.emulateMedia(look);
    expect(await complaints(page), JSON.stringify(look)).toEqual([]);
  }
  await watchElements(page);
  await player(page, 'Listen to the story').getByRole('button', { name: 'Play' }).click();
  await expect.poll(() => elementEvents(page), { timeout: 60_000 }).toHaveLength(2);
  for (const look of looks) {
    await page.emulateMedia(look);
    expect(await complaints(page), JSON.stringify(look)).toEqual([]);
  }
});

test('two elements and the page speak in turn, whoever begins; stop ends one only', async ({
  serve,
  open,
}) => {
  writePage(
    'turns.html',
    '<page-voice label="one">The first one speaks.</page-voice><page-voice label="two">The second one waits.</page-voice>',
  );
  const server = await serve({ folder: site.folder, headers: shippedHeaders });
  const page = await open(`${server.url}turns.html`);
  await watchElements(page);
  let workers = 0;
  page.on('worker', (worker) => {
    if (worker.url().includes('engine.worker')) workers++;
  });
  for (const label of ['one', 'two']) await player(page, label).getByRole('button', { name: 'Play' }).click();
  await page.evaluate(async () => {
    const { sharedPagevoice } = await import(new URL('pagevoice/element.js', location.href).href);
    const { journal } = window as unknown as { journal: string[] };
    void sharedPagevoice()
      .say('And then the page.')
      .then(() => journal.push('end of the page'));
  });
  await expect(player(page, 'two').getByRole('status')).toHaveText(/Waits until the other|Loading|A moment/);
  expect(await untilOver(page, 3)).toEqual([
    'play one',
    'play two',
    'sentence one: The first one speaks.',
    'end one',
    'sentence two: The second one waits.',
    'end two',
    'end of the page',
  ]);
  expect(workers).toBe(1);
  await player(page, 'one').getByRole('button', { name: 'Play' }).click();
  await player(page, 'two').getByRole('button', { name: 'Play' }).click();
  await player(page, 'one').getByRole('button', { name: 'Stop' }).click();
  expect((await untilOver(page, 4)).at(-1)).toBe('end two');
});

test('pauses, goes on and is searched by keyboard', async ({ serve, open }) => {
  const server = await serve({ folder: site.folder, headers: shippedHeaders });
  const page = await open(server.url);
  await watchElements(page);
  const story = player(page, 'Listen to the story');
  await story.getByRole('button', { name: 'Play' }).focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => elementEvents(page), { timeout: 60_000 }).toHaveLength(2);
  await page.keyboard.press('Space');
  await expect(story.getByRole('button', { name: 'Play' })).toBeFocused();
  const element = page.locator('page-voice').first();
  // All of it is made while it is paused.
  await expect(story.getByText(/0:0\d \/ 0:1\d/)).toBeVisible({ timeout: 60_000 });
  const heard = (await elementEvents(page)).length;
  await story.getByRole('slider', { name: 'Place in the speech' }).focus();
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  expect(
    await element.evaluate((one) => (one as unknown as { currentTime: number }).currentTime),
  ).toBeGreaterThan(5);
  await story.getByRole('button', { name: 'Play' }).click();
  expect((await untilOver(page)).slice(heard)).toEqual([
    'play Listen to the story',
    'sentence Listen to the story: It came in with the tide, slowly and without a sound.',
    'end Listen to the story',
  ]);
});

test('stays usable under a hostile stylesheet', async ({ serve, open }) => {
  writeFileSync(site.path('hostile.css'), HOSTILE);
  writePage(
    'hostile.html',
    '<page-voice label="story">It is still heard.</page-voice>',
    '<link rel="stylesheet" href="hostile.css">',
  );
  const server = await serve({ folder: site.folder, headers: shippedHeaders });
  const page = await open(`${server.url}hostile.html`);
  await watchElements(page);
  const play = player(page, 'story').getByRole('button', { name: 'Play' });
  await expect(play).toBeVisible();
  const box = (await play.boundingBox())!;
  expect([box.width, box.height]).toEqual([36, 36]);
  expect(box.x).toBeGreaterThanOrEqual(0);
  const [color, opacity] = await play.evaluate((button) => {
    const { color, opacity } = getComputedStyle(button);
    return [color, opacity];
  });
  expect([color, opacity]).toEqual(['rgb(255, 255, 255)', '1']);
  await play.click();
  expect(await untilOver(page)).toContain('end story');
});

test('a label is changed without an end of the speech; a text that was changed is read anew', async ({
  serve,
  open,
}) => {
  writeFileSync(site.path('hidden.css'), '.none { display: none } .unseen { visibility: hidden }');
  writePage(
    'changes.html',
    `<page-voice label="one" seed="3">It is seen.<span class="none"> It is not.</span>
      <span class="unseen">Nor is this. </span></page-voice>`,
    '<link rel="stylesheet" href="hidden.css">',
  );
  const server = await serve({ folder: site.folder, headers: shippedHeaders });
  const page = await open(`${server.url}changes.html`);
  await watchElements(page);
  const element = page.locator('page-voice');
  await player(page, 'one').getByRole('button', { name: 'Play' }).click();
  await element.evaluate((one) => one.setAttribute('label', 'two'));
  await expect(player(page, 'two')).toBeVisible();
  expect(await untilOver(page)).toEqual(['play one', 'sentence two: It is seen.', 'end two']);
  await element.evaluate((one) => {
    one.textContent = 'It is another.';
  });
  await player(page, 'two').getByRole('button', { name: 'Play' }).click();
  expect((await untilOver(page, 2)).slice(3)).toEqual([
    'play two',
    'sentence two: It is another.',
    'end two',
  ]);
  await player(page, 'two').getByRole('button', { name: 'Stop' }).focus();
  await page.keyboard.press('Enter');
  await expect(player(page, 'two').getByRole('button', { name: 'Play' })).toBeFocused();
});

test.describe('what cannot be', () => {
  test.use({ expectedErrors: /404|Failed to load/ });

  test('is said in the player, and told by an event', async ({ serve, open }) => {
    writePage(
      'wrong.html',
      `<page-voice label="for" for="nowhere"></page-voice>
       <page-voice label="speed" speed="fast">A.</page-voice>
       <page-voice label="empty"></page-voice>
       <page-voice label="voice" voice="nobody">A.</page-voice>
       <page-voice label="model" model="models/missing">A.</page-voice>`,
    );
    const server = await serve({ folder: site.folder, headers: shippedHeaders });
    const page = await open(`${server.url}wrong.html`);
    await watchElements(page);
    const sentences = {
      for: 'There is no element with the id “nowhere”, which “for” names.',
      speed: 'The attribute “speed” is "fast". Give a number, or leave it out.',
      empty: 'There is no text to read here.',
      voice: /no voice "nobody"/,
      model: `The model at ${server.url}models/missing/ could not be loaded.`,
    };
    let over = 0;
    for (const [label, sentence] of Object.entries(sentences)) {
      await player(page, label).getByRole('button', { name: 'Play' }).click();
      await untilOver(page, ++over);
      await expect(player(page, label).getByRole('status')).toContainText(sentence);
    }
  });
});
