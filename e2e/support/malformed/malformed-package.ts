import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FileEntry, TensorEntry } from '../../../src/core/package/manifest';
import { seededRandom } from '../../../test/fakes/seeded-random';
import { damagedJson } from '../../../test/toy/damaged-json';

export type PackageFiles = Map<string, Buffer>;
type Writable<T> = { -readonly [Key in keyof T]: T[Key] };
type Loose = Record<string, unknown>;
type LooseManifest = Loose & {
  tensors: (Writable<TensorEntry> & { dims: number[] })[];
  shards: Writable<FileEntry>[];
  tokenizerFiles: Writable<FileEntry>[];
  linears: Record<string, string>;
  spec: Loose;
};
type Dice = { readonly below: (end: number) => number; readonly pick: <T>(of: readonly T[]) => T };
type Damage = (manifest: LooseManifest, files: PackageFiles, dice: Dice, random: () => number) => void;

const strangeValues = [null, true, -1, 0, 0.5, 3, 1e15, 2 ** 31, '', 'x', [], {}, [[0]], [0, 1e9]] as const;

export function packageFiles(folder: string): PackageFiles {
  return new Map(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file))]));
}

/** A copy of a package with one to three faults that its hashes do not tell; the same number gives the same faults. */
export function malformedPackage(whole: PackageFiles, number: number): PackageFiles {
  const random = seededRandom(number);
  const below = (end: number) => Math.floor(random() * end);
  const dice: Dice = { below, pick: (of) => of[below(of.length)]! };
  const files = new Map(whole);
  const manifest = JSON.parse(String(files.get('manifest.json'))) as LooseManifest;
  const faultCount = dice.pick([1, 1, 1, 2, 3]);
  const chosen = Array.from({ length: faultCount }, () => below(damages.length)).sort((a, b) => a - b);
  for (const index of chosen) damages[index]!(manifest, files, dice, random);
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)));
  return files;
}

/** Comes as far as the graphs and the runtime, so it is among the damages three times. */
function numberOfTheModel({ spec }: LooseManifest, _files: PackageFiles, { pick }: Dice): void {
  const [owner, key] = pick(placesIn(spec).filter(([of, at]) => typeof of[at] === 'number'));
  const value = owner[key] as number;
  owner[key] = pick([value + 1, value - 1, value * 2, value / 2, 1, 0, value * 1000]);
}

function anyField(manifest: LooseManifest, _files: PackageFiles, { pick }: Dice): void {
  const [owner, key] = pick(placesBelow(pick(Object.keys(manifest)), manifest));
  owner[key] = pick(strangeValues);
}

function fieldLess(manifest: LooseManifest, _files: PackageFiles, { pick }: Dice): void {
  const [owner, key] = pick(placesBelow(pick(Object.keys(manifest)), manifest));
  if (!Array.isArray(owner)) delete owner[key];
}

/** What leaves a manifest that the next can read comes first. */
const damages: readonly Damage[] = [
  numberOfTheModel,
  numberOfTheModel,
  numberOfTheModel,
  function tensorCut({ tensors }, _files, { pick }) {
    const tensor = pick(tensors);
    const rows = tensor.dims[0] ?? 1;
    if (rows < 2) return;
    tensor.dims = [rows - 1, ...tensor.dims.slice(1)];
    tensor.byteLength = (tensor.byteLength / rows) * (rows - 1);
  },
  function shapeTurned({ tensors }, _files, { pick }) {
    const tensor = pick(tensors);
    tensor.dims = pick([
      tensor.dims.toReversed(),
      [tensor.dims.reduce((a, b) => a * b, 1)],
      [1, ...tensor.dims],
    ]);
  },
  function otherDtype({ tensors }, _files, { pick, below }) {
    const tensor = pick(tensors);
    const bytes = { f32: 4, f16: 2, u8: 1 };
    const dtype = pick(['f32', 'f16', 'u8'] as const);
    if (below(2)) tensor.byteLength = (tensor.byteLength / bytes[tensor.dtype]) * bytes[dtype];
    tensor.dtype = dtype;
  },
  function otherPlace({ tensors }, _files, { pick, below }) {
    const tensor = pick(tensors);
    tensor.offset = pick([tensor.offset + 64, tensor.offset + 1, below(1e6), 0]);
  },
  function tensorLost({ tensors }, _files, { below }) {
    tensors.splice(below(tensors.length), 1);
  },
  function namesSwapped({ tensors }, _files, { pick }) {
    const [one, other] = [pick(tensors), pick(tensors)];
    [one.name, other.name] = [other.name, one.name];
  },
  function otherPrecision({ linears }, _files, { pick }) {
    linears[pick(Object.keys(linears))] = pick(['q4', 'q8', 'f16', 'f32']);
  },
  function tokenizerDamaged({ tokenizerFiles }, files, { pick }, random) {
    const entry = pick(tokenizerFiles);
    rewrite(entry, files, Buffer.from(damagedJson(String(files.get(entry.file)), random)));
  },
  function shardCut({ shards }, files, { pick, below }) {
    const entry = pick(shards);
    const bytes = files.get(entry.file)!;
    rewrite(entry, files, bytes.subarray(0, below(bytes.length)));
  },
  function bitsTurned({ shards }, files, { pick, below }) {
    const entry = pick(shards);
    const bytes = Buffer.from(files.get(entry.file)!);
    for (let bits = 1 + below(5000); bits > 0 && bytes.length > 0; bits--)
      bytes[below(bytes.length)]! ^= 1 << below(8);
    rewrite(entry, files, bytes);
  },
  function lyingHash({ shards, tokenizerFiles }, files, { pick, below }) {
    const { file } = pick([...shards, ...tokenizerFiles]);
    const bytes = files.get(file) ?? Buffer.alloc(0);
    if (below(4) === 0) files.delete(file);
    else files.set(file, bytes.subarray(0, below(bytes.length)));
  },
  anyField,
  fieldLess,
];

/** One field of the manifest and all within, so that its thousands of fields of tensors do not drown the others. */
function placesBelow(key: string, manifest: Loose): readonly (readonly [Loose, string])[] {
  return [[manifest, key], ...placesIn(manifest[key])];
}

/** Every field of every object and list within. */
function placesIn(value: unknown): readonly (readonly [Loose, string])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [value as Loose, key] as const,
    ...placesIn(inner),
  ]);
}

function rewrite(entry: Writable<FileEntry>, files: PackageFiles, bytes: Buffer): void {
  files.set(entry.file, bytes);
  entry.byteLength = bytes.byteLength;
  entry.sha256 = createHash('sha256').update(bytes).digest('hex');
}
