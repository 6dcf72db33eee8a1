import { unreadWeights } from '../checkpoint/unread-weights';
import { createSha256, sha256 } from '../data/sha256';
import { fail } from '../failure';
import { planCodec } from '../importer/plan-codec';
import { planLanguage } from '../importer/plan-language';
import type { PlannedTensor } from '../importer/planned-tensor';
import { familyTraits } from '../model/families';
import type { LanguageSpec, ModelSpec } from '../model/model-spec';
import type { FileEntry, Manifest, PackageSource, Precision, TensorEntry } from '../package/manifest';
import { MANIFEST_FILE } from '../package/package-writer';
import { planLinears } from '../package/precision-plan';
import { quantised, scales } from '../package/tensor-names';
import { blocksPerRow, bytesPerBlock } from '../quantise/block-quantise';
import { type Filling, fillings, SeededFiles } from './seeded-files';

/** Typed arrays of any kind can be laid over a tensor. */
const ALIGNMENT_BYTES = 64;
/** Tensors of one filling begin at different places of this stretch, so that few have the same values. */
const SPREAD_BYTES = 2 ** 20;
/** A longer tensor runs on in further files, as in every package. */
const MAX_FILE_BYTES = 256 * 2 ** 20;
/** Bytes hashed at a time. */
const PIECE_BYTES = 8 * 2 ** 20;

export type SeededTensor = Pick<TensorEntry, 'name' | 'dtype' | 'dims' | 'byteLength'> & {
  readonly filling: Filling;
};

/**
 * A package of any shape without a download: its manifest is that of a real one, and its files are made of seeded values
 * when they are read. Tensors of one filling share the same bytes, so it can be as large as it likes; its files are
 * hashed like all others, and both backends load it like any package. It says nothing that makes sense, and cannot clone.
 */
export async function seededPackage(
  spec: ModelSpec,
  precision: Precision,
  seed: number,
  signal: AbortSignal,
): Promise<PackageSource> {
  const files = new SeededFiles(seed);
  const texts = new Map(Object.entries(tokenizerFiles).map(([file, text]) => [file, encoded(text)]));
  const tensors = tensorsOf(spec, precision);
  const entries: TensorEntry[] = [];
  const shards: FileEntry[] = [];
  for (const filling of fillings) {
    const own = tensors.filter((tensor) => tensor.filling === filling);
    if (own.length === 0) continue;
    const longest = Math.max(...own.map(({ byteLength }) => byteLength));
    const fileBytes = Math.min(longest + SPREAD_BYTES, MAX_FILE_BYTES);
    const hash = await hashOf(files, filling, fileBytes, signal);
    const first = shards.length;
    for (let from = 0; from < longest; from += fileBytes) {
      const file = `${filling}-${String(shards.length - first + 1).padStart(5, '0')}.bin`;
      shards.push({ file, byteLength: fileBytes, sha256: hash });
    }
    own.forEach(({ name, dtype, dims, byteLength }, index) => {
      const room = Math.max(0, Math.min(SPREAD_BYTES, fileBytes - byteLength));
      const offset = ((index * PLACE_STEP) % (Math.floor(room / ALIGNMENT_BYTES) + 1)) * ALIGNMENT_BYTES;
      entries.push({ name, dtype, dims, shard: first, offset, byteLength });
    });
  }
  const manifest: Manifest = {
    ...descriptionOf(spec, precision),
    tensors: entries,
    shards,
    tokenizerFiles: await Promise.all(
      [...texts].map(async ([file, bytes]) => {
        return { file, byteLength: bytes.byteLength, sha256: await sha256(bytes) };
      }),
    ),
  };
  texts.set(MANIFEST_FILE, encoded(JSON.stringify(manifest)));
  const byFile = new Map(shards.map(({ file, byteLength }) => [file, byteLength]));
  return {
    isLocal: true,
    async read(file, stop, offset = 0, byteLength) {
      stop.throwIfAborted();
      const end = (length: number) => (byteLength === undefined ? length : offset + byteLength);
      const text = texts.get(file);
      if (text) return text.slice(offset, end(text.byteLength));
      const length = byFile.get(file);
      if (length === undefined)
        return fail('bad-package', `The seeded package has no file ${file}.`, { file });
      const filling = fillings.find((one) => file.startsWith(`${one}-`))!;
      return files.read(filling, offset, Math.min(length, end(length)) - offset);
    },
  };
}

/** A prime, so that neighbouring tensors begin far from each other. */
const PLACE_STEP = 4999;

/** The smallest tokenizer that is read: prompts of a rehearsal are numbers. */
const tokenizerFiles = {
  'tokenizer.json': JSON.stringify({
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: null,
    post_processor: null,
    decoder: null,
    model: { type: 'BPE', vocab: { a: 0 }, merges: [] },
  }),
  'tokenizer_config.json': '{}',
} as const;

function descriptionOf(
  spec: ModelSpec,
  precision: Precision,
): Omit<Manifest, 'tensors' | 'shards' | 'tokenizerFiles'> {
  const { family } = spec.language;
  return {
    formatVersion: 2,
    id: 'seeded',
    title: 'Seeded weights',
    notice: 'Its weights are seeded numbers: what it says is noise.',
    precision,
    linears: planLinears(spec.language, precision),
    spec,
    defaults: {
      temperature: 1,
      topK: 50,
      topP: 0.95,
      maxNewColumns: 2048,
      ...familyTraits[family].sampling,
    },
    speech: null,
    licence: { name: 'none', text: 'Nobody owns these numbers.', mustAccept: false },
    origin: {},
    voices: [],
    aliases: { models: [], voices: {} },
    selfTest: null,
    languageTest: null,
  };
}

function tensorsOf(spec: ModelSpec, precision: Precision): readonly SeededTensor[] {
  const codec = planCodec(spec.codec, unreadWeights, precision, false);
  return [...languageTensors(spec.language, precision), ...codec.flatMap(storedTensors)];
}

/** The tensors that a package of this language model has, and what they are filled with. */
export function languageTensors(spec: LanguageSpec, precision: Precision): readonly SeededTensor[] {
  return planLanguage(spec, unreadWeights, precision).flatMap(storedTensors);
}

function storedTensors({ name, group, storage, dims, rows }: PlannedTensor): readonly SeededTensor[] {
  const { rowCount, columnCount } = rows;
  const count = rowCount * columnCount;
  if (storage === 'q4' || storage === 'q8') {
    const bits = storage === 'q4' ? 4 : 8;
    const perRow = blocksPerRow(columnCount);
    const blocks = rowCount * perRow;
    const ints = [rowCount, perRow, bytesPerBlock(bits)];
    return [
      { name: quantised(name), dtype: 'u8', dims: ints, byteLength: blocks * ints[2]!, filling: 'blocks' },
      {
        name: scales(name),
        dtype: 'f16',
        dims: [rowCount, perRow],
        byteLength: 2 * blocks,
        filling: `scales-${bits}`,
      },
    ];
  }
  if (storage !== 'f32') return [{ name, dtype: 'f16', dims, byteLength: 2 * count, filling: 'weights' }];
  const filling = group === 'norms' || name.endsWith('.alpha') ? 'ones' : 'biases';
  return [{ name, dtype: 'f32', dims, byteLength: 4 * count, filling }];
}

async function hashOf(
  files: SeededFiles,
  filling: Filling,
  fileBytes: number,
  signal: AbortSignal,
): Promise<string> {
  const hash = await createSha256();
  for (let at = 0; at < fileBytes; at += PIECE_BYTES) {
    signal.throwIfAborted();
    hash.update(files.read(filling, at, Math.min(PIECE_BYTES, fileBytes - at)));
  }
  return hash.finish();
}

function encoded(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
