import { deflateRawSync } from 'node:zlib';
import { importModel } from '../../src/core/importer/import-model';
import { repackPackage } from '../../src/core/importer/repack-package';
import type { PublishedModel } from '../../src/core/library/published-forms';
import { hubFolderUrl, publishedModel } from '../../src/core/library/published-models';
import type { LanguageLayout } from '../../src/core/model/parse-language-spec';
import type { Manifest, Precision } from '../../src/core/package/manifest';
import { MemoryPackage } from '../../src/core/package/memory-package';
import { filesOf } from '../../src/core/package/model-package';
import { type ToyCheckpoint, type ToyOptions, toyCheckpoint } from '../toy-model';
import { type GgufToy, ggufShape } from './gguf-checkpoint';
import type { GgufEncoders } from './gguf-file';
import type { MlxParts } from './mlx-files';
import { torchFile } from './torch-file';
import { firstCodecConfig, hubertConfig } from './toy-configs';
import { bytesFile, jsonFile, type ToyFile } from './toy-files';
import { tiniestShape } from './toy-shape';
import { codecTensors } from './toy-weights';

export const FIRST_RELEASE = 'bosonai/higgs-audio-v2-generation-3B-base';
export const MODERN = `${FIRST_RELEASE}@transformers`;
export const THIRD_RELEASE = 'bosonai/higgs-audio-v3-tts-4b';
export const MLX_SECOND = 'mlx-community/higgs-audio-v2-3B-mlx-q8';
export const MLX_SECOND_6 = 'mlx-community/higgs-audio-v2-3B-mlx-q6';
export const MLX_THIRD = 'whitelabel/mlx-q6-higgs-tts-3-4b';
export const GGUF_AUDIO_CPP = 'audio-cpp/audio.cpp-gguf@q8_0';
export const GGUF_STUDIO = 'drbaph/Higgs-Audio-v3-Studio@q6_k';

const SEED = 8;

/** What the checkpoints of a hub are filled with. */
export type HubFilling = Pick<ToyOptions, 'shape' | 'sharding' | 'vocabularySize' | 'encode'> & {
  /** Makes the parts of what MLX has quantised. */
  readonly mlxParts?: MlxParts;
  /** Makes the blocks of GGUF files. */
  readonly ggufBlocks?: GgufEncoders['blocks'];
};

const tiny: HubFilling = { shape: tiniestShape };

const everyForm = [FIRST_RELEASE, MODERN, THIRD_RELEASE, MLX_SECOND, MLX_THIRD, GGUF_AUDIO_CPP, GGUF_STUDIO];

/** The files of published checkpoints as a hub has them, filled with toys: path → file. */
export function toyHubFiles(names: readonly string[] = everyForm): Map<string, ToyFile> {
  const files = new Map(names.flatMap((name) => hubFilesOf(name)));
  // Computed once: these files are read many times.
  for (const [path, file] of files) files.set(path, bytesFile(file.read(0, file.byteLength)));
  return files;
}

/** The same files as folders, for comparing. */
export function toyOf(
  name: string,
  { mlxParts: parts, ggufBlocks: blocks, ...filling } = tiny,
): ToyCheckpoint {
  const codecLayout = name === MODERN ? 'hugging-face' : 'first-release';
  const sharding = name === FIRST_RELEASE ? { count: 3 } : { count: 1 };
  const bits = mlxBits[name];
  const mlx = bits === undefined ? {} : { mlx: { bits, groupSize: 64, ...(parts && { parts }) } };
  const gguf = ggufToys[name];
  const shape = filling.shape === tiniestShape ? ggufShape : filling.shape;
  const ofGguf = gguf ? { gguf: { ...gguf, blocks }, ...(shape && { shape }) } : {};
  return toyCheckpoint({
    ...{ seed: SEED, layout: layoutOf(name), codecLayout, sharding },
    ...filling,
    ...mlx,
    ...ofGguf,
  });
}

const ggufToys: Readonly<Record<string, GgufToy>> = {
  [GGUF_AUDIO_CPP]: { style: 'audio.cpp', body: 'Q8_0', file: 'higgs-audio-v3-tts-4b-q8_0.gguf' },
  [GGUF_STUDIO]: { style: 'studio', body: 'Q6_K', file: 'q6_k.gguf' },
};

const mlxBits: Readonly<Record<string, number>> = { [MLX_SECOND]: 8, [MLX_SECOND_6]: 6, [MLX_THIRD]: 6 };

function layoutOf(name: string): LanguageLayout {
  if (name === THIRD_RELEASE || name in ggufToys) return 'third-release';
  if (name === MLX_THIRD) return 'mlx-third-release';
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

type PackageFiles = { readonly files: Map<string, ToyFile>; readonly manifest: Manifest };

/** A finished package as files of a web folder. */
export async function toyPackageFiles(
  folder: string,
  precision: Precision = 'q4',
  maxShardBytes = 300_000,
): Promise<PackageFiles> {
  const { source, manifest } = await toyPackageOf(precision, maxShardBytes);
  return await inWebFolder(folder, source, manifest);
}

/** The same, as it is packed for a host. */
export async function packedPackageFiles(folder: string, maxShardBytes: number): Promise<PackageFiles> {
  const { source, manifest } = await toyPackageOf('q4', 300_000);
  const target = new MemoryPackage();
  const deflate = async (bytes: Uint8Array) => new Uint8Array(deflateRawSync(bytes, { level: 9 }));
  const { signal } = new AbortController();
  const run = repackPackage(source, manifest, target, maxShardBytes, deflate, signal);
  for (;;) {
    const { done, value } = await run.next();
    if (!done) continue;
    await target.commit();
    return await inWebFolder(folder, target, value);
  }
}

async function toyPackageOf(precision: Precision, maxShardBytes: number) {
  const source = new MemoryPackage();
  const { signal } = new AbortController();
  const input = { ...toyOf(MODERN), precision, id: 'toy', title: 'Toy' };
  const run = importModel(input, source, signal, maxShardBytes);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { source, manifest: value.manifest };
  }
}

async function inWebFolder(folder: string, source: MemoryPackage, manifest: Manifest): Promise<PackageFiles> {
  const { signal } = new AbortController();
  const files = new Map<string, ToyFile>();
  for (const name of ['manifest.json', ...filesOf(manifest).map(({ file }) => file)]) {
    files.set(`${folder}/${name}`, bytesFile(await source.read(name, signal)));
  }
  return { files, manifest };
}
