import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import { importModel } from '../../src/core/importer/import-model';
import type { ImportOptions } from '../../src/core/importer/import-options';
import { publishedCheckpoint } from '../../src/core/library/published-checkpoint';
import type { Rounding, RoundingJob } from '../../src/core/quantise/rounder';
import { RoundingKernel } from '../../src/core/quantise/rounding-kernel';
import type { Precision } from '../../src/core/store/manifest';
import { folderPackageWriter } from '../../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../../src/platform/node/native-sha256';
import { nodeRounding } from '../../src/platform/node/node-rounding';
import { fullHubFiles } from '../../test/toy/full-hub';
import { type PublishedShape, publishedForms } from '../../test/toy/published-shapes';
import { tiledValues } from '../../test/toy/tiled-values';
import { ToyFiles } from '../../test/toy/toy-files';
import { nodeDecodeCodes } from '../node-model';

export type FullImportWish = {
  readonly shape: PublishedShape;
  readonly layerCount: number | null;
  readonly precision: Precision;
  readonly rounding: Rounding;
  readonly folder: string;
};

export type FullImportFigures = {
  readonly readBytes: number;
  readonly seconds: number;
  /** Spent in making the seeded bytes, on the thread that imports: a disk would be read meanwhile, or instead. */
  readonly makingSeconds: number;
  /** Of all threads, this process's own and the system's: the least time is this divided by the cores. */
  readonly processorSeconds: { readonly own: number; readonly system: number };
};

const never = new AbortController().signal;

/** Imports a published checkpoint of full size by its name, as from a hub without a network. */
export async function importFull(wish: FullImportWish): Promise<FullImportFigures> {
  const { precision, rounding, shape } = wish;
  const files = fullHubFiles(shape, wish.layerCount ?? undefined);
  let [readBytes, makingSeconds] = [0, 0];
  const openFolder = (folderUrl: string): CheckpointFiles => {
    const path = folderUrl.slice('http://hub/'.length);
    const here = [...files].filter(([name]) => name.startsWith(path));
    const folder = new ToyFiles(here.map(([name, file]) => [name.slice(path.length), file]));
    return {
      givesBytesAway: true,
      list: () => folder.list(),
      byteLength: (file) => folder.byteLength(file),
      async read(file, offset, byteLength, stop) {
        const start = performance.now();
        const bytes = await folder.read(file, offset, byteLength, stop);
        makingSeconds += (performance.now() - start) / 1000;
        readBytes += byteLength;
        return bytes;
      },
    };
  };
  const order = {
    type: 'hub',
    repository: publishedForms[shape].name,
    hubUrl: 'http://hub',
    withCloning: true,
    precision,
  } as const;
  const rounder = nodeRounding();
  const options: ImportOptions = {
    ...publishedCheckpoint(order, openFolder),
    ...{ rounder, rounding, decodeCodes: nodeDecodeCodes, newHash: nativeSha256 },
    acceptedLicences: { has: async () => true },
  };
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  const run = importModel(options, await folderPackageWriter(wish.folder), never);
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
  return {
    readBytes,
    seconds,
    makingSeconds,
    processorSeconds: { own: cpu.user / 1e6, system: cpu.system / 1e6 },
  };
}

/** Bytes of bf16 that one thread rounds to 4 bits in a second: the best of some runs. */
export function kernelSpeed(rounding: Rounding): number {
  const kernel = new RoundingKernel();
  const elements = 3072 * 340;
  const bytes = tiledValues(1)({ name: 'kernel', dims: [elements], valueAt: () => 0 }, 'BF16', 0, elements);
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
