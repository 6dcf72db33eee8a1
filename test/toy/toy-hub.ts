import { importModel } from '../../src/core/importer/import-model';
import { hubFolderUrl, type PublishedModel, publishedModel } from '../../src/core/library/published-models';
import { filesOf } from '../../src/core/library/stored-package';
import type { Manifest, Precision } from '../../src/core/store/manifest';
import { MemoryPackage } from '../../src/core/store/memory-package';
import { toyCheckpoint } from '../toy-model';
import { torchFile } from './torch-file';
import { bytesFile, type ToyFile, type ToyFiles } from './toy-files';
import { type ToyShape, tiniestShape } from './toy-shape';
import { codecTensors } from './toy-weights';

export const FIRST_RELEASE = 'bosonai/higgs-audio-v2-generation-3B-base';
export const MODERN = `${FIRST_RELEASE}@main`;

const SEED = 8;

/** The files of both published layouts as a hub has them, filled with toys: path → file. */
export function toyHubFiles(shape: ToyShape = tiniestShape): Map<string, ToyFile> {
  const files = new Map([...firstRelease(shape), ...modern(shape)]);
  // Computed once: these files are read many times.
  for (const [path, file] of files) files.set(path, bytesFile(file.read(0, file.byteLength)));
  return files;
}

/** The same files as folders, for comparing. */
export function toyOf(name: string, shape: ToyShape = tiniestShape) {
  return name === MODERN
    ? toyCheckpoint({ seed: SEED, shape })
    : toyCheckpoint({
        seed: SEED,
        shape,
        layout: 'first-release',
        codecLayout: 'first-release',
        shardCount: 3,
      });
}

function firstRelease(shape: ToyShape): [string, ToyFile][] {
  const model = publishedModel(FIRST_RELEASE);
  const { checkpoint, codec } = toyOf(FIRST_RELEASE, shape);
  const pickled = torchFile(codecTensors(shape, 'first-release', true, SEED + 1), 'F32');
  return [
    ...inFolder(model.language, checkpoint),
    ...inFolder(
      model.codec,
      new Map([
        ['config.json', codec.files.get('config.json')!],
        ['model.pth', pickled],
      ]),
    ),
    ...inFolder(model.hubert!, new Map([['config.json', codec.files.get('hubert_base/config.json')!]])),
  ];
}

function modern(shape: ToyShape): [string, ToyFile][] {
  const model = publishedModel(MODERN);
  const { checkpoint, codec } = toyOf(MODERN, shape);
  return [...inFolder(model.language, checkpoint), ...inFolder(model.codec, codec)];
}

function inFolder(
  folder: PublishedModel['language'],
  source: ToyFiles | ReadonlyMap<string, ToyFile>,
): [string, ToyFile][] {
  const files = 'files' in source ? source.files : source;
  const path = hubFolderUrl('', folder).slice(1);
  return [...files].map(([name, file]) => [`${path}${name}`, file]);
}

/** A finished package as files of a web folder. */
export async function toyPackageFiles(
  folder: string,
  precision: Precision = 'q4',
  maxShardBytes = 300_000,
): Promise<{ readonly files: Map<string, ToyFile>; readonly manifest: Manifest }> {
  const target = new MemoryPackage();
  const { signal } = new AbortController();
  const input = { ...toyOf(MODERN), precision, id: 'toy', title: 'Toy' };
  const run = importModel(input, target, signal, maxShardBytes);
  for (;;) {
    const { done, value } = await run.next();
    if (!done) continue;
    const names = ['manifest.json', ...filesOf(value.manifest).map(({ file }) => file)];
    const files = new Map<string, ToyFile>();
    for (const name of names) files.set(`${folder}/${name}`, bytesFile(await target.read(name, signal)));
    return { files, manifest: value.manifest };
  }
}
