import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { isPrecision, precisions } from '../src/core/package/precision-plan';
import { isPublishedShape } from '../test/toy/published-shapes';
import { type CopySpeed, copySpeed } from './bench/copy-speed';
import { measureInBrowser } from './bench/full-browser';
import { type FullImportWish, importFull, kernelSpeed, writeHub } from './bench/full-import';

const USAGE = `Usage: npm run bench:full [-- options]

  Writes a checkpoint of published shape and full size (seeded, 12 GB for 3b), imports it, and compares with copying
  the same files in the same minutes. Takes 30 GB of disk while it runs.

  --browser           in the built page instead: fetched from a hub that makes its bytes as they are read, converted,
                      kept, loaded, asked to speak
  --backend <word>    with --browser: webgpu (default) or wasm, the processor
  --shape <word>      3b (default), 1b, 4b, which is V3, or what others make of them: 3b-mlx8, 3b-mlx6,
                      4b-mlx6, 4b-gguf-q8_0 (audio.cpp), 4b-gguf-q6_k (Studio)
  --precision <word>  ${precisions.join(', ')}; default q4
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
    backend: { type: 'string', default: 'webgpu' },
    rounding: { type: 'string', default: 'plain' },
    layers: { type: 'string' },
    out: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const { shape, precision, rounding, browser, backend } = values;
  if (!isPublishedShape(shape))
    throw new TypeError(`--shape is one of those that --help names, not "${shape}".`);
  if (!isPrecision(precision)) throw new TypeError(`--precision is one of ${precisions.join(', ')}.`);
  if (rounding !== 'plain' && rounding !== 'better') throw new TypeError('--rounding is plain or better.');
  if (backend !== 'webgpu' && backend !== 'wasm') throw new TypeError('--backend is webgpu or wasm.');
  const layerCount = values.layers === undefined ? null : Number(values.layers);
  await mkdir(PARENT, { recursive: true });
  const wish = { shape, precision, layerCount };
  const figures = browser
    ? await measureInBrowser({ ...wish, backend, parent: PARENT })
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
      /** Speeds of the faster of the two copies. */
      shareOfCopySpeed: {
        plain: readBytes / seconds / fastest('bytesPerSecond'),
        toDisk: readBytes / seconds / fastest('toDiskBytesPerSecond'),
      },
      /** Processor time, which stays comparable on a busy machine. */
      importingProcessorSecondsPerGigabyte:
        ((processorSeconds.own + processorSeconds.system) * 1e9) / readBytes,
      peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
      kernelBytesPerSecond: { plain: kernelSpeed('plain'), better: kernelSpeed('better') },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
