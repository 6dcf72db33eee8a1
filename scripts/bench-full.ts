import { copyFile, mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { CheckpointFiles } from '../src/core/checkpoint/checkpoint-files';
import { importModel } from '../src/core/importer/import-model';
import type { ImportOptions } from '../src/core/importer/import-options';
import type { Rounding, RoundingJob } from '../src/core/quantise/rounder';
import { RoundingKernel } from '../src/core/quantise/rounding-kernel';
import type { Precision } from '../src/core/store/manifest';
import { isPrecision, PRECISIONS } from '../src/core/store/precision-plan';
import { folderPackageWriter } from '../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../src/platform/node/native-sha256';
import { nodeRounding } from '../src/platform/node/node-rounding';
import { isPublishedShape, publishedForms, publishedShapes } from '../test/toy/published-shapes';
import { tiledValues } from '../test/toy/tiled-values';
import type { ToyShape } from '../test/toy/toy-shape';
import { toyCheckpoint } from '../test/toy-model';
import { nodeDecodeCodes } from './node-model';

const USAGE = `Usage: npm run bench:full [-- options]

  Imports a checkpoint of published shape and full size, whose seeded values are made as they are read, and compares
  with copying a file on this machine in the same minute.

  --shape <word>      3b (default), 1b or 4b, which is V3
  --precision <word>  ${PRECISIONS.join(', ')}; default q4
  --rounding <word>   plain (default) or better
  --layers <n>        fewer layers than the shape has, for a shorter run
  --out <file>        default bench/full-import.json
`;
const PARENT = '.cache';
const COPIED_BYTES = 1.5e9;
const SEED = 20_260;
const { signal } = new AbortController();

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: '3b' },
    precision: { type: 'string', default: 'q4' },
    rounding: { type: 'string', default: 'plain' },
    layers: { type: 'string' },
    out: { type: 'string', default: 'bench/full-import.json' },
    help: { type: 'boolean' },
  },
});
if (values.help) console.log(USAGE);
else await main();

async function main(): Promise<void> {
  const { shape: name, precision, rounding } = values;
  if (!isPublishedShape(name)) throw new TypeError(`--shape is 3b, 1b or 4b, not "${name}".`);
  if (!isPrecision(precision)) throw new TypeError(`--precision is one of ${PRECISIONS.join(', ')}.`);
  if (rounding !== 'plain' && rounding !== 'better') throw new TypeError('--rounding is plain or better.');
  const language = { ...publishedShapes[name].language };
  const shape = {
    ...publishedShapes[name],
    language: { ...language, layerCount: Number(values.layers ?? language.layerCount) },
  };
  await mkdir(PARENT, { recursive: true });
  const folder = await mkdtemp(join(PARENT, 'bench-full-'));
  try {
    await measure(name, shape, precision, rounding, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(
  name: keyof typeof publishedForms,
  shape: ToyShape,
  precision: Precision,
  rounding: Rounding,
  folder: string,
): Promise<void> {
  const copyBefore = await copySpeed(folder);
  const toy = toyCheckpoint({
    seed: SEED,
    shape,
    ...publishedForms[name],
    encode: tiledValues(SEED),
  });
  let readBytes = 0;
  const counted = (files: CheckpointFiles): CheckpointFiles => ({
    givesBytesAway: true,
    list: () => files.list(),
    byteLength: (file) => files.byteLength(file),
    read(file, offset, byteLength, stop) {
      readBytes += byteLength;
      return files.read(file, offset, byteLength, stop);
    },
  });
  const rounder = nodeRounding();
  const options: ImportOptions = {
    checkpoint: counted(toy.checkpoint),
    codec: counted(toy.codec),
    ...{
      precision,
      rounder,
      decodeCodes: nodeDecodeCodes,
      newHash: nativeSha256,
      id: 'full',
      title: 'Full size',
    },
    rounding,
    acceptedLicences: { has: async () => true },
  };
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const run = importModel(options, await folderPackageWriter(join(folder, 'package')), signal);
  let shown = -1;
  for (;;) {
    const { done, value } = await run.next();
    if (done) break;
    const percent = Math.floor((10 * value.doneElements) / value.totalElements) * 10;
    if (percent > shown) console.error(`${percent} %  ${((performance.now() - start) / 1000).toFixed(0)} s`);
    shown = Math.max(shown, percent);
  }
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  rounder.stop();
  const copyAfter = await copySpeed(folder);
  const copyBytesPerSecond = {
    toMemory: Math.max(copyBefore.toMemory, copyAfter.toMemory),
    toDisk: Math.max(copyBefore.toDisk, copyAfter.toDisk),
  };
  const report = {
    when: new Date().toISOString(),
    processor: cpus()[0]?.model ?? 'unknown',
    coreCount: availableParallelism(),
    loadAverage: loadavg(),
    ...{ shape: name, layerCount: shape.language.layerCount, precision, rounding },
    readBytes,
    seconds,
    /** Of all threads, this process's own and the system's: the least time is this divided by the cores. */
    processorSeconds: { own: cpu.user / 1e6, system: cpu.system / 1e6 },
    readBytesPerSecond: readBytes / seconds,
    copyBytesPerSecond,
    shareOfCopySpeed: {
      toMemory: readBytes / seconds / copyBytesPerSecond.toMemory,
      toDisk: readBytes / seconds / copyBytesPerSecond.toDisk,
    },
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
    kernelBytesPerSecond: { plain: kernelSpeed('plain'), better: kernelSpeed('better') },
  };
  await mkdir(dirname(values.out), { recursive: true });
  await writeFile(values.out, `${JSON.stringify(report, null, 2)}\n`);
  console.log(JSON.stringify(report, null, 2));
}

type CopySpeed = { readonly toMemory: number; readonly toDisk: number };

/**
 * Bytes a second of copying a file that the system still has in memory: until the copy stands in the system's memory too,
 * and until it is on the disk. A checkpoint is larger than what a system keeps for later, so its copy is the latter.
 */
async function copySpeed(folder: string): Promise<CopySpeed> {
  const [from, to] = [join(folder, 'copied'), join(folder, 'copy')];
  const piece = tiledValues(SEED)({ name: 'copied', dims: [], valueAt: () => 0 }, 'BF16', 0, 2 ** 24);
  const file = await open(from, 'w');
  let length = 0;
  for (; length < COPIED_BYTES; length += piece.byteLength) await file.write(piece);
  await file.close();
  const start = performance.now();
  await copyFile(from, to);
  const copied = performance.now();
  const copy = await open(to, 'r+');
  await copy.sync();
  const flushed = performance.now();
  await copy.close();
  await rm(from);
  await rm(to);
  return { toMemory: (1000 * length) / (copied - start), toDisk: (1000 * length) / (flushed - start) };
}

/** Bytes of bf16 that one thread rounds to 4 bits in a second: the best of some runs. */
function kernelSpeed(rounding: Rounding): number {
  const kernel = new RoundingKernel();
  const bytes = tiledValues(SEED)({ name: 'kernel', dims: [], valueAt: () => 0 }, 'BF16', 0, 3072 * 340);
  const job: RoundingJob = { bytes, dtype: 'BF16', to: 'blocks', columnCount: 3072, bits: 4, rounding };
  let best = Number.POSITIVE_INFINITY;
  // The engine first runs code as it comes, and optimises it meanwhile.
  const end = performance.now() + 3000;
  while (performance.now() < end) {
    const start = performance.now();
    kernel.round(job);
    best = Math.min(best, performance.now() - start);
  }
  return (1000 * bytes.byteLength) / best;
}
