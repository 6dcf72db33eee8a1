import { readdirSync, readFileSync } from 'node:fs';
import { shippedHeaders } from '../../cli/browser/site-headers';
import {
  elementEvents,
  expect,
  strictHeaders,
  test,
  untilOver,
  watchElements,
} from '../support/package-page';
import { ExampleSite } from '../support/package-site';
import { recordedSamples } from '../support/recorder';

const STORY = [
  'play Listen to the story',
  "sentence Listen to the story: The lamp was lit at six o'clock.",
  'sentence Listen to the story: It shone over the water until the morning came.',
  'sentence Listen to the story: Nobody saw the boat.',
  'sentence Listen to the story: It came in with the tide, slowly and without a sound.',
  'end Listen to the story',
];

let site: ExampleSite;
test.afterEach(() => site.remove());

/** Sound that somebody would hear. */
function expectSound(samples: Float32Array): void {
  expect(Math.max(...samples.map(Math.abs).slice(0, 100_000))).toBeGreaterThan(0.02);
}

test.describe('a plain page', () => {
  test.use({ serviceWorkers: 'allow' });

  test('reads its article aloud, isolated and below a path, and again without a network', async ({
    serve,
    open,
  }) => {
    site = new ExampleSite('plain').unpack('pagevoice');
    const server = await serve({ folder: site.folder, basePath: '/some/base/', headers: shippedHeaders });
    const page = await open(server.url);
    await watchElements(page);
    const article = await page.locator('#story').innerHTML();
    await page
      .getByRole('group', { name: 'Listen to the story' })
      .getByRole('button', { name: 'Play' })
      .click();
    await page.waitForFunction(() => CSS.highlights.get('page-voice-sentence')?.size === 1);
    expect(await page.locator('#story').innerHTML()).toBe(article);
    expect(await untilOver(page)).toEqual(STORY);
    expectSound(await recordedSamples(page));
    expect(await page.evaluate(() => CSS.highlights.get('page-voice-sentence')!.size)).toBe(0);

    await server.close();
    await page.reload();
    await watchElements(page);
    await page.getByRole('button', { name: 'Play' }).first().click();
    await expect.poll(() => elementEvents(page), { timeout: 60_000 }).toContain(STORY[1]);
  });
});

test('a Vite app lists the voices and says what is typed, under the strict policy and not isolated', async ({
  serve,
  open,
}) => {
  site = new ExampleSite('vite').install('vite').build();
  const built = readdirSync(site.path('dist/assets'));
  // A worker or a runtime as a data address, which the policy would refuse.
  for (const name of built.filter((file) => file.endsWith('.js')))
    expect(
      /data:(text|application)\/(java|wasm|octet)/.test(
        readFileSync(site.path(`dist/assets/${name}`), 'utf8'),
      ),
      name,
    ).toBe(false);
  const server = await serve({ folder: site.path('dist'), basePath: '/app/', headers: strictHeaders });
  const page = await open(server.url);
  await expect(page.getByRole('option')).not.toHaveCount(0);
  await page.getByRole('button', { name: 'Say it' }).click();
  await expect(page.getByRole('status')).toHaveText('Said.');
  expectSound(await recordedSamples(page));
  await page
    .getByRole('textbox')
    .fill('This is a long sentence, and somebody stops it before it has come to its end.');
  await page.getByRole('button', { name: 'Say it' }).click();
  await expect(page.getByRole('status')).toHaveText('Speaking …');
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('status')).toHaveText('Stopped.');
});

test.describe('a static site', () => {
  test('reads its text aloud', async ({ serve, open }) => {
    site = new ExampleSite('static-site').install().build();
    const server = await serve({ folder: site.path('_site'), headers: strictHeaders });
    const page = await open(server.url);
    await watchElements(page);
    await page.getByRole('button', { name: 'Play' }).click();
    expect((await untilOver(page)).at(1)).toBe('sentence : Flour, water, salt and time.');
  });

  test('shows its text where scripts are off', async ({ serve, browser }) => {
    site = new ExampleSite('static-site').install().build();
    const server = await serve({ folder: site.path('_site') });
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(server.url);
    await expect(page.getByText('Flour, water, salt and time.')).toBeVisible();
    await context.close();
  });
});

test('the official OpenAI client gets an MP3 file that the browser plays', async ({ serve, open }) => {
  site = new ExampleSite('openai').install('vite', 'openai').build();
  const server = await serve({ folder: site.path('dist'), basePath: '/ai/', headers: strictHeaders });
  const page = await open(server.url);
  await page.getByRole('button', { name: 'Make it' }).click();
  await expect(page.getByRole('status')).toHaveText(/^audio\/mpeg, \d{4,} bytes\.$/, { timeout: 120_000 });
  await expect
    .poll(() => page.locator('audio').evaluate((audio: HTMLAudioElement) => audio.duration))
    .toBeGreaterThan(1);
});
