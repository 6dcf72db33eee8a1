import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isPrecision, PRECISIONS } from '../src/core/store/precision-plan';
import { isPublishedShape } from '../test/toy/published-shapes';
import { type CopySpeed, copySpeed } from './bench/copy-speed';
import { measureInBrowser } from './bench/full-browser';
import { type FullImportWish, importFull, kernelSpeed, writeHub } from './bench/full-import';

const USAGE = `Usage: npm run bench:full [-- options]

  Writes a checkpoint of published shape and full size (seeded, 12 GB for 3b), imports it, and compares with copying
  the same files in the same minutes. Takes 30 GB of disk while it runs.

  --browser           in the built page instead: fetched from a hub that makes its bytes as they are read, converted,
                      kept, loaded on WebGPU, asked to speak
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
    : { rounding, ...(await inNode({ ...wish, rounding })) };
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

async function inNode(wish: Omit<FullImportWish, 'hub' | 'folder'> & { readonly layerCount: number | null }) {
  const { layerCount, ...rest } = wish;
  const folder = await mkdtemp(join(PARENT, 'bench-full-'));
  try {
    const hub = join(folder, 'hub');
    console.error('Writing the checkpoint');
    await writeHub(rest.shape, layerCount, hub);
    console.error('Copying it');
    const copies = [await copySpeed(hub)];
    console.error('Importing it');
    const figures = await importFull({ ...rest, hub, folder: join(folder, 'package') });
    copies.push(await copySpeed(hub));
    const { readBytes, seconds, processorSeconds } = figures;
    const fastest = (of: keyof CopySpeed) => Math.max(...copies.map((speed) => speed[of]));
    return {
      ...figures,
      readBytesPerSecond: readBytes / seconds,
      copies,
      /** Of the faster copy of the two. */
      shareOfCopySpeed: {
        plain: readBytes / seconds / fastest('bytesPerSecond'),
        toDisk: readBytes / seconds / fastest('toDiskBytesPerSecond'),
      },
      /** What a busy machine leaves comparable. */
      importingProcessorSecondsPerGigabyte:
        ((processorSeconds.own + processorSeconds.system) * 1e9) / readBytes,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      kernelBytesPerSecond: { plain: kernelSpeed('plain'), better: kernelSpeed('better') },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
