import { writeFileSync } from 'node:fs';
import { expect, strictHeaders, test } from '../support/package-page';
import { ExampleSite } from '../support/package-site';

let site: ExampleSite;
test.beforeEach(() => {
  site = new ExampleSite('plain').unpack('pagevoice');
});
test.afterEach(() => site.remove());

/** A reader as many sites have one: it knows nothing of the stand-in. */
const READER = `
const journal = [];
const text = 'The lamp was lit. Nobody saw the boat.';
function pickVoice() {
  const voices = speechSynthesis.getVoices();
  return voices.find((voice) => voice.lang.startsWith('en') && voice.default) ?? voices[0] ?? null;
}
function read() {
  speechSynthesis.cancel();
  const utterance = new SpeechSynthesisUtterance(text);
  utterance.voice = pickVoice();
  utterance.lang = 'en-US';
  utterance.rate = 1.5;
  utterance.pitch = 1.1;
  utterance.volume = 0.8;
  utterance.onstart = () => journal.push('start');
  utterance.onboundary = ({ name, charIndex, charLength }) =>
    journal.push(name + ' ' + text.slice(charIndex, charIndex + charLength));
  utterance.onpause = () => journal.push('pause');
  utterance.onresume = () => journal.push('resume');
  utterance.onend = ({ elapsedTime }) => journal.push('end', elapsedTime);
  utterance.onerror = ({ error }) => journal.push('error ' + error);
  speechSynthesis.speak(utterance);
}
speechSynthesis.onvoiceschanged = () => journal.push('voices ' + speechSynthesis.getVoices().length);
speechSynthesis.getVoices();
document.getElementById('read').onclick = read;
document.getElementById('pause').onclick = () =>
  speechSynthesis.paused ? speechSynthesis.resume() : speechSynthesis.pause();
window.journal = journal;
`;

test('a reader written for the browser’s own voices runs unchanged', async ({ serve, open }) => {
  writeFileSync(
    site.path('install.js'),
    "import { configurePagevoice, installSpeechSynthesis } from './pagevoice/speech-synthesis.js';\nconfigurePagevoice({ backend: 'wasm' });\ninstallSpeechSynthesis();\n",
  );
  writeFileSync(site.path('reader.js'), READER);
  writeFileSync(
    site.path('reader.html'),
    '<!doctype html><title>Reader</title><link rel="icon" href="favicon.svg"><script type="module" src="install.js"></script><script type="module" src="reader.js"></script><button id="read">Read</button><button id="pause">Pause</button>',
  );
  const server = await serve({ folder: site.folder, headers: strictHeaders });
  const page = await open(`${server.url}reader.html`);
  const journal = () => page.evaluate(() => (window as unknown as { journal: (string | number)[] }).journal);
  await expect.poll(async () => (await journal()).join()).toMatch(/^voices [1-9]\d*$/);
  await page.click('#read');
  await expect.poll(journal, { timeout: 60_000 }).toContain('start');
  await page.click('#pause');
  await expect.poll(journal).toContain('pause');
  expect(await page.evaluate(() => [speechSynthesis.speaking, speechSynthesis.paused])).toEqual([true, true]);
  await page.click('#pause');
  await expect.poll(journal, { timeout: 60_000 }).toContain('end');
  const told = await journal();
  const order = told.filter((one) => typeof one === 'string' && !/^(pause|resume|voices)/.test(one));
  expect(order).toEqual([
    'start',
    'sentence The lamp was lit.',
    'word The',
    'word lamp',
    'word was',
    'word lit',
    'sentence Nobody saw the boat.',
    'word Nobody',
    'word saw',
    'word the',
    'word boat',
    'end',
  ]);
  // Three seconds of speech at one and a half times the speed.
  const seconds = told.at(-1) as number;
  expect(seconds).toBeGreaterThan(1);
  expect(seconds).toBeLessThan(4);
  expect(await page.evaluate(() => speechSynthesis.speaking)).toBe(false);
});
