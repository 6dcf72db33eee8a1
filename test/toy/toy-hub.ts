import { importModel } from '../../src/core/importer/import-model';
import { hubFolderUrl, type PublishedModel, publishedModel } from '../../src/core/library/published-models';
import type { LanguageLayout } from '../../src/core/model/parse-language-spec';
import type { Manifest, Precision } from '../../src/core/store/manifest';
import { MemoryPackage } from '../../src/core/store/memory-package';
import { filesOf } from '../../src/core/store/model-package';
import { type ToyCheckpoint, type ToyOptions, toyCheckpoint } from '../toy-model';
import { torchFile } from './torch-file';
import { firstCodecConfig, hubertConfig } from './toy-configs';
import { bytesFile, jsonFile, type ToyFile } from './toy-files';
import { tiniestShape } from './toy-shape';
import { codecTensors } from './toy-weights';

export const FIRST_RELEASE = 'bosonai/higgs-audio-v2-generation-3B-base';
export const MODERN = `${FIRST_RELEASE}@transformers`;
export const THIRD_RELEASE = 'bosonai/higgs-audio-v3-tts-4b';

const SEED = 8;

/** What the checkpoints of a hub are filled with. */
export type HubFilling = Pick<ToyOptions, 'shape' | 'sharding' | 'vocabularySize' | 'encode'>;

const tiny: HubFilling = { shape: tiniestShape };

/** The files of every published layout as a hub has them, filled with toys: path → file. */
export function toyHubFiles(): Map<string, ToyFile> {
  const files = new Map([FIRST_RELEASE, MODERN, THIRD_RELEASE].flatMap((name) => hubFilesOf(name)));
  // Computed once: these files are read many times.
  for (const [path, file] of files) files.set(path, bytesFile(file.read(0, file.byteLength)));
  return files;
}

/** The same files as folders, for comparing. */
export function toyOf(name: string, filling = tiny): ToyCheckpoint {
  const codecLayout = name === MODERN ? 'hugging-face' : 'first-release';
  const sharding = name === FIRST_RELEASE ? { count: 3 } : { count: 1 };
  return toyCheckpoint({ seed: SEED, layout: layoutOf(name), codecLayout, sharding, ...filling });
}

function layoutOf(name: string): LanguageLayout {
  if (name === THIRD_RELEASE) return 'third-release';
  return name === MODERN ? 'hugging-face' : 'first-release';
}

/** The files of one published checkpoint, made when they are read. */
export function hubFilesOf(name: string, filling = tiny): [string, ToyFile][] {
  const model = publishedModel(name);
  const { checkpoint, codec } = toyOf(name, filling);
  const language = inFolder(model.language, checkpoint.files);
  if (!model.hubert) return [...language, ...inFolder(model.codec, codec.files)];
  const shape = filling.shape ?? tiniestShape;
  const weights = codecTensors(shape, 'first-release', true, SEED + 1);
  const pickled = new Map([
    ['config.json', jsonFile(firstCodecConfig(shape))],
    ['model.pth', torchFile(weights, 'F32', filling.encode)],
  ]);
  const hubert = new Map([['config.json', jsonFile(hubertConfig(shape))]]);
  return [...language, ...inFolder(model.codec, pickled), ...inFolder(model.hubert, hubert)];
}

function inFolder(
  folder: PublishedModel['language'],
  files: ReadonlyMap<string, ToyFile>,
): [string, ToyFile][] {
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
