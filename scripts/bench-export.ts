import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { build } from 'vite';
import { chromiumFlags } from '../cli/browser/chromium';
import { serveSite } from '../cli/browser/serve-site';
import { median } from '../src/core/data/median';
import type { ExportFigures } from './bench/export/page';
import { longText } from './bench/long-text';
import { processorSeconds } from './bench/process-memory';
import { requireChromium } from './require-chromium';

const USAGE = `Usage: npm run bench:export [-- options]

  Makes a text with the bundled voice by one engine and by several, in turn, the order reversed every other round, each in
  a browser of its own. Processor time is that of all of the browser's processes: on free cores, a speech takes as much
  of it by one engine as it takes time, and by several as much divided by their number. Linux only.

  --minutes <n>   length of the text in minutes of speech, default 3
  --rounds <n>    default 3; one more goes before, and is not counted
  --out <file>    default bench/export.json
`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    rounds: { type: 'string', default: '3' },
    out: { type: 'string', default: 'bench/export.json' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main(Number(values.minutes), Number(values.rounds), values.out);

type Round = ExportFigures & { readonly processorSeconds: number };

async function main(minutes: number, rounds: number, out: string): Promise<void> {
  const text = longText(minutes);
  const [one, several] = await measure(text, rounds);
  const ratio = (key: 'seconds' | 'processorSeconds') => {
    const all = one.map((round, at) => round[key] / several[at]![key]).sort((a, b) => a - b);
    return { median: median(all), low: all[0]!, high: all.at(-1)! };
  };
  const isSame = new Set([...one, ...several].map(({ digest }) => digest)).size === 1;
  const coreCount = cpus().length;
  const report = {
    when: new Date().toISOString(),
    coreCount,
    loadAverage: loadavg(),
    audioSeconds: one[0]!.audioSeconds,
    isSame,
    timeRatio: ratio('seconds'),
    processorRatio: ratio('processorSeconds'),
    one,
    several,
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
  const { timeRatio, processorRatio } = report;
  const figure = ({ median: middle, low, high }: typeof timeRatio, times: number) =>
    `${(times * middle).toFixed(2)} (${(times * low).toFixed(2)} to ${(times * high).toFixed(2)})`;
  console.log(
    `Speech of ${report.audioSeconds.toFixed(0)} s, samples ${isSame ? 'the same' : 'NOT THE SAME'}.`,
  );
  console.log(`Time, one engine / ${coreCount} on this machine now: ${figure(timeRatio, 1)}`);
  console.log(`From one to ${coreCount} free cores, by processor time: ${figure(processorRatio, coreCount)}`);
  console.log(`Written to ${out}.`);
}

async function measure(text: string, rounds: number): Promise<readonly [Round[], Round[]]> {
  const site = resolve('.cache/bench/export');
  await build({
    configFile: false,
    root: 'scripts/bench/export',
    base: './',
    logLevel: 'error',
    worker: { format: 'es' },
    build: { target: 'esnext', assetsInlineLimit: 0, outDir: site, emptyOutDir: true },
  });
  const server = await serveSite({ folder: site, mounts: { '/package/': 'public/models/voice' } });
  const open = async (isAlone: boolean) => {
    const browser = await chromium.launchServer({
      executablePath: requireChromium(),
      args: [...chromiumFlags],
      chromiumSandbox: false,
    });
    const page = await (await chromium.connect(browser.wsEndpoint())).newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => 'openEngine' in globalThis);
    await page.evaluate(([url, alone]) => openEngine(url, alone), [
      `${server.origin}/package/`,
      isAlone,
    ] as const);
    const processId = browser.process().pid!;
    const speak = async (): Promise<Round> => {
      const before = processorSeconds(processId);
      const figures = await page.evaluate((words) => exportText(words), text);
      return { ...figures, processorSeconds: processorSeconds(processId) - before };
    };
    return { rounds: [] as Round[], speak, close: () => browser.close() };
  };
  const both = [await open(true), await open(false)] as const;
  try {
    for (let round = 0; round <= rounds; round++) {
      for (const side of round % 2 === 0 ? both : [...both].reverse()) {
        const figures = await side.speak();
        console.error(`Round ${round}: ${JSON.stringify(figures)}`);
        if (round > 0) side.rounds.push(figures);
      }
    }
  } finally {
    for (const side of both) await side.close();
    await server.close();
  }
  return [both[0].rounds, both[1].rounds];
}
