import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { chromiumFlags } from '../cli/browser/chromium';
import { ensureBuilt, SITE_FOLDER } from '../cli/browser/ensure-built';
import { serveSite } from '../cli/browser/serve-site';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { formatBytes } from '../src/core/data/units';
import { english } from '../src/core/sentence';
import { longText } from './bench/long-text';
import { currentMemory, forgetPeaks, type ProcessMemory, peakMemory } from './bench/process-memory';
import { requireChromium } from './require-chromium';

const USAGE = `Usage: npm run bench:long [-- options]

  Speaks long texts with the bundled voice, one after the other in one page, on the processor, and writes down what the
  browser's processes hold after each. Linux only.

  --minutes <list>    length of each text in minutes of speech, default 10,60
  --out <file>        default bench/long.json
`;
/** Memory is looked at so often, a second apart, because it is given back page by page; the least counts as held. */
const LOOKS = 10;
const DAY = 24 * 3_600_000;

type LongFigures = {
  readonly characterCount: number;
  readonly generated: string;
  readonly seconds: number;
  readonly realTimeFactor: string;
  readonly firstSound: string;
  /** Memory after garbage collection, with the sound stopped. */
  readonly heldBytes: ProcessMemory;
  readonly peakBytes: ProcessMemory;
  readonly wavBytes: number;
};

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10,60' },
    out: { type: 'string', default: 'bench/long.json' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main(values.minutes.split(',').map(Number), values.out);

async function main(minutes: readonly number[], out: string): Promise<void> {
  if (minutes.some((count) => !(count > 0))) throw new TypeError('--minutes is a list such as 10,60.');
  const takes = await measure(minutes);
  const report = {
    when: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    coreCount: availableParallelism(),
    loadAverage: loadavg(),
    takes,
  };
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`Written to ${out}.`);
}

async function measure(minutes: readonly number[]): Promise<LongFigures[]> {
  const executablePath = requireChromium();
  ensureBuilt();
  const site = await serveSite({ folder: SITE_FOLDER, isIsolated: true });
  const server = await chromium.launchServer({
    executablePath,
    args: [...chromiumFlags],
    chromiumSandbox: false,
  });
  const folder = await mkdtemp(join(tmpdir(), 'bench-long-'));
  try {
    const browser = await chromium.connect(server.wsEndpoint());
    const page = await browser.newPage({ serviceWorkers: 'block', acceptDownloads: true });
    page.on('crash', () => console.error('THE PAGE CRASHED'));
    page.on('pageerror', ({ message }) => console.error(`In the page: ${message}`));
    const speaking = new SpeakingPage(page);
    await speaking.open(site.url);
    await speaking.untilReady();
    await speaking.chooseBackend('wasm');
    await speaking.keepSeed(7);
    await speaking.speak(longText(0.5));
    const takes: LongFigures[] = [];
    for (const count of minutes)
      takes.push(
        await speakOne(speaking, longText(count), server.process().pid ?? 0, join(folder, 'take.wav')),
      );
    return takes;
  } finally {
    await server.close();
    await site.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function speakOne(
  speaking: SpeakingPage,
  text: string,
  root: number,
  wavFile: string,
): Promise<LongFigures> {
  forgetPeaks(root);
  const start = performance.now();
  await speaking.write(text);
  await speaking.pressSpeak();
  let reported = start;
  await speaking.untilGenerated(DAY, (generated) => {
    if (performance.now() - reported < 15_000) return;
    reported = performance.now();
    console.error(`${generated} generated | ${memoryText(currentMemory(root))}`);
  });
  const seconds = (performance.now() - start) / 1000;
  const { generated, firstSound, realTimeFactor } = await speaking.figures();
  await speaking.stopButton.click();
  const heldBytes = await held(speaking, root);
  const peakBytes = peakMemory(root);
  await (await speaking.download()).saveAs(wavFile);
  const { size: wavBytes } = await stat(wavFile);
  console.log(`${text.length} characters: ${generated} in ${seconds.toFixed(0)} s, ${realTimeFactor}`);
  console.log(`  held ${memoryText(heldBytes)} | peak ${memoryText(peakBytes)}`);
  const characterCount = text.length;
  return { characterCount, generated, seconds, realTimeFactor, firstSound, heldBytes, peakBytes, wavBytes };
}

/** The least that each kind of process holds within ten seconds after collection. */
async function held({ page }: SpeakingPage, root: number): Promise<ProcessMemory> {
  const least: Record<string, number> = {};
  for (let look = 0; look < LOOKS; look++) {
    await page.requestGC();
    await page.waitForTimeout(1000);
    for (const [kind, bytes] of Object.entries(currentMemory(root) ?? {}))
      least[kind] = Math.min(least[kind] ?? Number.POSITIVE_INFINITY, bytes);
  }
  return least;
}

function memoryText(memory: ProcessMemory): string {
  const of = (kind: string) => english(formatBytes(memory?.[kind] ?? 0));
  return `renderer ${of('renderer')}, browser ${of('browser')}`;
}
