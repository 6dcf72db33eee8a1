import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium } from 'playwright';
import { chromiumFlags } from '../cli/browser/chromium';
import { ensureBuilt, SITE_FOLDER } from '../cli/browser/ensure-built';
import { serveSite } from '../cli/browser/serve-site';
import type { Failure } from '../src/core/failure';
import { parseRehearsalOrder } from '../src/core/rehearsal/parse-order';
import type { Rehearsal, RehearsalOrder } from '../src/core/rehearsal/rehearsal';
import { rehearsalTable } from './bench/rehearsal-table';
import { requireChromium } from './require-chromium';

const USAGE = `Usage: npm run bench:rehearse -- [options]

  Rehearses published shapes in the built page, each in a browser of its own, on whatever adapter is there, and prints a
  table for docs/measurements.md.

  --shapes <list>       of 3b, 1b, 4b; default all
  --plans <list>        of q4, mixed, q8, f16; default q4,q8
  --backend <word>      auto (default), webgpu or wasm
  --layers <n>          instead of the shape's own, for software adapters
  --positions <n>       of the prompt, default 200
  --steps <n>           default 250
  --flags <words>       more flags for the browser
  --out <file>          default bench/rehearsals.json
`;

/** The JSON that the page leaves in its element `rehearsal`. */
type RehearsalResult = { readonly rehearsal: Rehearsal } | { readonly failure: Failure };

const text = { type: 'string' } as const;
const { values } = parseArgs({
  options: {
    shapes: { ...text, default: '3b,1b,4b' },
    plans: { ...text, default: 'q4,q8' },
    backend: text,
    layers: text,
    positions: text,
    steps: text,
    flags: { ...text, default: '' },
    out: { ...text, default: 'bench/rehearsals.json' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main(values.out);

async function main(out: string): Promise<void> {
  const addresses = values.shapes.split(',').flatMap((shape) =>
    values.plans.split(',').map((plan) => {
      const { backend, layers, positions, steps } = values;
      const given = Object.entries({ rehearse: shape, plan, backend, layers, positions, steps });
      return new URLSearchParams(given.flatMap(([name, word]) => (word === undefined ? [] : [[name, word]])));
    }),
  );
  // A wrong word is told before anything is built.
  const orders = addresses.map((address) => parseRehearsalOrder((name) => address.get(name)));
  ensureBuilt();
  const site = await serveSite({ folder: SITE_FOLDER, isIsolated: true });
  const results: { readonly order: RehearsalOrder; readonly result: RehearsalResult }[] = [];
  try {
    for (const [index, order] of orders.entries()) {
      console.error(`Rehearsing ${order.shape} as ${order.plan} …`);
      const browser = await chromium.launch({
        executablePath: requireChromium(),
        args: [...chromiumFlags, ...values.flags.split(' ').filter(Boolean)],
        chromiumSandbox: false,
      });
      const result = await rehearseIn(browser, `${site.url}?${addresses[index]}`).finally(() =>
        browser.close(),
      );
      results.push({ order, result });
    }
  } finally {
    await site.close();
  }
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify({ when: new Date().toISOString(), results }, null, 2)}\n`);
  console.log(rehearsalTable(results));
  console.log(`\nWritten to ${out}.`);
}

async function rehearseIn(browser: Browser, address: string): Promise<RehearsalResult> {
  const page = await browser.newPage({ serviceWorkers: 'block' });
  await page.goto(address);
  const found = await page.waitForSelector('#rehearsal', { state: 'attached', timeout: 0 });
  return JSON.parse((await found.textContent()) ?? '') as RehearsalResult;
}
