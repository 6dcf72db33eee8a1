import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureBuilt, SITE_FOLDER } from '../cli/browser/ensure-built';
import { serveSite } from '../cli/browser/serve-site';
import { median } from '../src/core/data/median';
import { formatBytes } from '../src/core/data/units';
import { english } from '../src/core/sentence';
import { ratioOf } from './peers/rounds';
import { requireChromium } from './require-chromium';
import { siteOfCommit } from './start/site-of-commit';
import { type Visit, visit } from './start/visit';

const USAGE = `Usage: npm run bench:start -- --against <commit> [options]

  How long the built page takes until it can speak with the bundled voice, beside the page as it was at another commit: first
  visits and returns, in turn, every other round in reversed order.

  --against <commit>  what to compare with; it is built into .cache/start
  --rounds <n>        default 10
  --plain             without the headers that allow threads
  --out <file>        default bench/start.json
`;
const CACHE = '.cache/start';

const kinds = ['first', 'return'] as const;
const figures = ['readySeconds', 'firstSoundSeconds', 'rendererBytes'] as const;
type Visits = Readonly<Record<(typeof kinds)[number], Visit>>;
/** Old and new of one round. */
type Round = readonly [Visits, Visits];

const { values } = parseArgs({
  options: {
    against: { type: 'string' },
    rounds: { type: 'string', default: '10' },
    plain: { type: 'boolean', default: false },
    out: { type: 'string', default: 'bench/start.json' },
    help: { type: 'boolean' },
  },
});
if (values.help || values.against === undefined) console.log(USAGE);
else await main(values.against, Number(values.rounds), !values.plain, values.out);

async function main(against: string, roundCount: number, isIsolated: boolean, out: string): Promise<void> {
  if (!(roundCount >= 1)) throw new TypeError('--rounds is a whole number above 0.');
  const executablePath = requireChromium();
  ensureBuilt();
  const folders = [siteOfCommit(against, CACHE), SITE_FOLDER];
  const sites = await Promise.all(folders.map((folder) => serveSite({ folder, isIsolated })));
  const rounds: Round[] = [];
  try {
    for (let round = 0; round < roundCount; round++) {
      const taken: Visits[] = [];
      const order = round % 2 === 0 ? [0, 1] : [1, 0];
      for (const index of order) taken[index] = await visits(executablePath, sites[index]!.url);
      rounds.push([taken[0]!, taken[1]!]);
      console.error(`Round ${round + 1} of ${roundCount}`);
    }
  } finally {
    for (const site of sites) await site.close();
  }
  const report = { when: new Date().toISOString(), against, isIsolated, loadAverage: loadavg(), rounds };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(out, `${JSON.stringify(report, null, 2)}\n`);
  print(rounds, against);
  console.log(`\n${cpus()[0]?.model ?? 'unknown processor'}. Written to ${out}.`);
}

/** A first visit, and then a return with the same profile. */
async function visits(executablePath: string, url: string): Promise<Visits> {
  const profile = await mkdtemp(join(tmpdir(), 'pagevoice-start-'));
  try {
    const first = await visit(executablePath, profile, url);
    return { first, return: await visit(executablePath, profile, url) };
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function print(rounds: readonly Round[], against: string): void {
  for (const kind of kinds) {
    console.log(`\n${kind === 'first' ? 'First visit' : 'Return'}, ${against} against now`);
    for (const figure of figures) {
      const [old, now] = [0, 1].map((index) => rounds.map((round) => round[index]![kind][figure]));
      const { ratio, low, high } = ratioOf(now!, old!);
      const shown =
        figure === 'rendererBytes'
          ? (value: number) => english(formatBytes(value))
          : (value: number) => `${value.toFixed(3)} s`;
      const spread = `${ratio.toFixed(2)} times (${low.toFixed(2)} to ${high.toFixed(2)})`;
      console.log(`  ${figure.padEnd(18)} ${shown(median(old!))} against ${shown(median(now!))}: ${spread}`);
    }
  }
}
