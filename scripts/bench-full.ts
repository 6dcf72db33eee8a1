import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isPrecision, PRECISIONS } from '../src/core/store/precision-plan';
import { isPublishedShape } from '../test/toy/published-shapes';
import { copySpeed } from './bench/copy-speed';
import { measureInBrowser } from './bench/full-browser';
import { type FullImportWish, importFull, kernelSpeed } from './bench/full-import';

const USAGE = `Usage: npm run bench:full [-- options]

  Imports a checkpoint of published shape and full size, whose seeded values are made as they are read, and compares
  with copying a file on this machine in the same minute.

  --browser           in the built page instead: fetched from a hub, converted, kept, loaded on WebGPU, asked to speak
  --shape <word>      3b (default), 1b or 4b, which is V3
  --precision <word>  ${PRECISIONS.join(', ')}; default q4
  --rounding <word>   plain (default) or better; the page always takes better
  --layers <n>        fewer layers than the shape has, for a shorter run
  --out <file>        default bench/full-import.json, bench/full-browser.json
`;
const PARENT = '.cache';

const { values } = parseArgs({
  options: {
    browser: { type: 'boolean', default: false },
    shape: { type: 'string', default: '3b' },
    precision: { type: 'string', default: 'q4' },
    rounding: { type: 'string', default: 'plain' },
    layers: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const { shape, precision, rounding, browser } = values;
  if (!isPublishedShape(shape)) throw new TypeError(`--shape is 3b, 1b or 4b, not "${shape}".`);
  if (!isPrecision(precision)) throw new TypeError(`--precision is one of ${PRECISIONS.join(', ')}.`);
  if (rounding !== 'plain' && rounding !== 'better') throw new TypeError('--rounding is plain or better.');
  const layerCount = values.layers === undefined ? null : Number(values.layers);
  await mkdir(PARENT, { recursive: true });
  const wish = { shape, precision, layerCount };
  const figures = browser
    ? await measureInBrowser({ ...wish, parent: PARENT })
    : await inNode({ ...wish, rounding });
  const report = {
    when: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    coreCount: availableParallelism(),
    loadAverage: loadavg(),
    ...wish,
    ...figures,
  };
  const out = values.out ?? (browser ? 'bench/full-browser.json' : 'bench/full-import.json');
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report, null, 2));
}

async function inNode(wish: Omit<FullImportWish, 'folder'>) {
  const folder = await mkdtemp(join(PARENT, 'bench-full-'));
  try {
    const copies = [await copySpeed(folder)];
    const figures = await importFull({ ...wish, folder: join(folder, 'package') });
    copies.push(await copySpeed(folder));
    const best = (of: 'toMemory' | 'toDisk') => Math.max(...copies.map((speed) => speed[of]));
    const copyBytesPerSecond = { toMemory: best('toMemory'), toDisk: best('toDisk') };
    const { readBytes, seconds, makingSeconds, processorSeconds } = figures;
    return {
      rounding: wish.rounding,
      ...figures,
      readBytesPerSecond: readBytes / seconds,
      copyBytesPerSecond,
      shareOfCopySpeed: {
        toMemory: readBytes / seconds / copyBytesPerSecond.toMemory,
        toDisk: readBytes / seconds / copyBytesPerSecond.toDisk,
        toMemoryWithoutMaking: readBytes / (seconds - makingSeconds) / copyBytesPerSecond.toMemory,
      },
      /** What a busy machine leaves comparable. */
      processorSecondsPerGigabyte: {
        copying: Math.min(...copies.map((speed) => speed.processorSecondsPerGigabyte)),
        importing: ((processorSeconds.own + processorSeconds.system) * 1e9) / readBytes,
      },
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      kernelBytesPerSecond: { plain: kernelSpeed('plain'), better: kernelSpeed('better') },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
