import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { median } from '../src/core/data/median';
import { type Answers, answersTo, noteAnswers } from './answers/interactions';
import { longText } from './bench/long-text';
import { onBuiltSite } from './on-built-site';

const USAGE = `Usage: npm run bench:answers [-- options]

  How long the built page takes to answer a person while it makes speech with the bundled voice: milliseconds from a key or
  click to the next picture, in the page and in the studio with an hour of text.

  --rounds <n>  default 20
  --out <file>  default bench/answers.json
`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '20' },
    out: { type: 'string', default: 'bench/answers.json' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main(Number(values.rounds), values.out);

async function main(rounds: number, out: string): Promise<void> {
  if (!(rounds >= 1)) throw new TypeError('--rounds is a whole number above 0.');
  await onBuiltSite(async (browser, site) => {
    const page = await browser.newPage({ serviceWorkers: 'block' });
    await noteAnswers(page);
    const speaking = new SpeakingPage(page);
    await speaking.open(site.url);
    await speaking.untilReady();
    await speaking.write(longText(60));
    const speak = await answersTo(page, { 'Speak pressed': () => speaking.pressSpeak() }, 1);
    const inPage = await answersTo(page, pageActs(speaking), rounds);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Open the studio' }).click();
    const playButton = page.getByRole('button', { name: 'Play', exact: true });
    const play = await answersTo(page, { 'Play pressed': () => playButton.click() }, 1);
    const inStudio = await answersTo(page, studioActs(speaking), rounds);
    report({ page: { ...speak, ...inPage }, studio: { ...play, ...inStudio } }, out);
  });
}

function pageActs(speaking: SpeakingPage) {
  const { page } = speaking;
  return {
    'a letter typed': () => typed(speaking),
    'Advanced opened or closed': () => page.getByText('Advanced', { exact: true }).click(),
    'slider moved': () => moved(page, 'Place in the speech'),
  };
}

function studioActs(speaking: SpeakingPage) {
  const { page } = speaking;
  return {
    'a letter typed': () => typed(speaking),
    'menu opened or closed': () => page.getByText('Insert a pause or an event').click(),
    'slider moved': () => moved(page, 'Place in the text'),
    'sentence pressed': () => page.locator('[data-row]').nth(2).click(),
  };
}

async function typed({ textField, page }: SpeakingPage): Promise<void> {
  await textField.focus();
  await page.keyboard.press('a');
}

async function moved(page: Page, name: string): Promise<void> {
  await page.getByRole('slider', { name }).focus();
  await page.keyboard.press('ArrowRight');
}

function report(answers: Readonly<Record<string, Answers>>, out: string): void {
  for (const [place, acts] of Object.entries(answers))
    for (const [act, all] of Object.entries(acts))
      console.log(
        `${place.padEnd(8)} ${act.padEnd(28)} median ${median(all)} ms, worst ${Math.max(...all)} ms`,
      );
  const facts = { when: new Date().toISOString(), processor: cpus()[0]?.model, loadAverage: loadavg() };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify({ ...facts, answers }, null, 2)}\n`);
  console.log(`Written to ${out}.`);
}
