import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CheckpointFiles } from '../../src/core/checkpoint/checkpoint-files';
import { importModel } from '../../src/core/importer/import-model';
import type { ImportOptions } from '../../src/core/importer/import-options';
import { publishedCheckpoint } from '../../src/core/library/published-checkpoint';
import type { Precision } from '../../src/core/package/manifest';
import type { Rounding, RoundingJob } from '../../src/core/quantise/rounder';
import { RoundingKernel } from '../../src/core/quantise/rounding-kernel';
import { folderCheckpoint } from '../../src/platform/node/folder-files';
import { folderPackageWriter } from '../../src/platform/node/folder-package-writer';
import { nativeSha256 } from '../../src/platform/node/native-sha256';
import { nodeDecodeCodes } from '../../src/platform/node/node-model';
import { nodeRounding } from '../../src/platform/node/node-rounding';
import { fullHubFiles } from '../../test/toy/full-hub';
import { type PublishedShape, publishedForms } from '../../test/toy/published-shapes';
import { tiledValues } from '../../test/toy/tiled-values';

export type FullImportWish = {
  readonly shape: PublishedShape;
  readonly precision: Precision;
  readonly rounding: Rounding;
  /** Folder of the hub's files, see writeHub. */
  readonly hub: string;
  /** Folder of the package. */
  readonly folder: string;
};

export type FullImportFigures = {
  readonly readBytes: number;
  readonly seconds: number;
  /** Processor time of all threads, the system's included; divided by the cores it is the least time possible. */
  readonly processorSeconds: { readonly own: number; readonly system: number };
};

const PIECE_BYTES = 2 ** 24;
const never = new AbortController().signal;

/** Writes a published checkpoint of full size into a folder, under the paths that a hub has. */
export async function writeHub(shape: PublishedShape, layerCount: number | null, hub: string): Promise<void> {
  for (const [name, file] of fullHubFiles(shape, layerCount ?? undefined)) {
    const path = join(hub, name);
    await mkdir(dirname(path), { recursive: true });
    const out = await open(path, 'w');
    for (let at = 0; at < file.byteLength; at += PIECE_BYTES) {
      await out.writeFile(file.read(at, Math.min(PIECE_BYTES, file.byteLength - at)));
    }
    await out.sync();
    await out.close();
  }
}

/** Imports a published checkpoint of full size by its name, as from a hub, but from a folder of this machine. */
export async function importFull(wish: FullImportWish): Promise<FullImportFigures> {
  const { precision, rounding, shape } = wish;
  let readBytes = 0;
  const openFolder = (folderUrl: string): CheckpointFiles => {
    const files = folderCheckpoint(join(wish.hub, folderUrl.slice('http://hub/'.length)));
    return {
      ...files,
      read(file, offset, byteLength, stop) {
        readBytes += byteLength;
        return files.read(file, offset, byteLength, stop);
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
    processorSeconds: { own: cpu.user / 1e6, system: cpu.system / 1e6 },
  };
}

/** Bytes of bf16 that one thread rounds to 4 bits in a second, in the fastest of several runs. */
export function kernelSpeed(rounding: Rounding): number {
  const kernel = new RoundingKernel();
  const elements = 3072 * 340;
  const bytes = tiledValues(1)({ name: 'kernel', dims: [elements], valueAt: () => 0 }, 'BF16', 0, elements);
  const job: RoundingJob = {
    coding: 'BF16',
    parts: [bytes],
    to: 'blocks',
    columnCount: 3072,
    bits: 4,
    rounding,
  };
  let best = Number.POSITIVE_INFINITY;
  // The first runs are slower, because the JavaScript engine has not optimised the code yet.
  const end = performance.now() + 3000;
  while (performance.now() < end) {
    const start = performance.now();
    kernel.round(job);
    best = Math.min(best, performance.now() - start);
  }
  return (1000 * bytes.byteLength) / best;
}
