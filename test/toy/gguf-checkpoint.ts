import { languageFileName } from '../../src/core/checkpoint/language-names';
import type { LanguageLayout } from '../../src/core/model/parse-language-spec';
import { decodedBlocks, type GgufBlock, ggufBlocks } from './gguf-blocks';
import {
  type GgufDtype,
  type GgufEncoders,
  type GgufEntry,
  type GgufValue,
  ggufEntry,
  ggufFile,
  isBlock,
} from './gguf-file';
import { bytesFile, type StoredToy, type ToyFile, ToyFiles } from './toy-files';
import { type ToyShape, tiniestShape } from './toy-shape';
import type { EncodeElements, ToyTensor } from './toy-tensor';

/** The tiniest shape whose matrices have rows of 256 values, which the super-blocks need. */
export const ggufShape: ToyShape = {
  ...tiniestShape,
  language: { ...tiniestShape.language, hiddenSize: 256, headCount: 2, headDim: 128, feedForwardSize: 256 },
};

export type GgufStyle = 'audio.cpp' | 'studio';

export type GgufToy = Pick<GgufEncoders, 'blocks'> & {
  readonly style: GgufStyle;
  /** Type of the body's matrices. */
  readonly body: GgufDtype;
  /** Name of the file. Default: model.gguf. */
  readonly file?: string;
  readonly version?: number;
  readonly alignment?: number;
  /** Other types than the style has, by logical name; undefined for the style's. */
  readonly dtypeOf?: (name: string) => GgufDtype | undefined;
};

/**
 * A toy's tensors as the two writers of GGUF files of this family lay them out: audio.cpp leaves out what is there
 * twice, Studio sorts by name and calls tensors t0, t1 … Source: audio.cpp app/gguf/main.cpp;
 * Higgs-Audio-v3-Studio tools/quantize_safetensors.cpp.
 * @param tensors of the checkpoint under its own names.
 */
export function ggufEntries(
  tensors: readonly ToyTensor[],
  toy: GgufToy,
  encode?: EncodeElements,
): GgufEntry[] {
  const isStudio = toy.style === 'studio';
  const kept = isStudio
    ? [...tensors].sort((a, b) => (a.name < b.name ? -1 : 1))
    : tensors.filter(({ name }) => !name.startsWith('tied.head.'));
  return kept.map((tensor, index) => {
    const longName = tensor.name.length >= 64 ? `_audiocpp.${index}` : tensor.name;
    const dtype = toy.dtypeOf?.(tensor.name) ?? dtypeIn(toy, tensor);
    return ggufEntry(tensor, dtype, isStudio ? `t${index}` : longName, { encode, blocks: toy.blocks });
  });
}

/** The folder of such a file. audio.cpp embeds the small files, Studio has them beside it. @param small files. */
export function ggufFolder(
  entries: readonly GgufEntry[],
  small: readonly (readonly [string, ToyFile])[],
  toy: GgufToy,
): ToyFiles {
  const isStudio = toy.style === 'studio';
  const keys: (readonly [string, GgufValue])[] = [
    ['general.architecture', { type: 'text', value: isStudio ? 'higgs_tts' : 'audiocpp' }],
    ['audiocpp.tensor_names', { type: 'texts', value: entries.map(({ name }) => name) }],
    ['audiocpp.tensor_ranks', { type: 'i32s', value: entries.map(({ dims }) => dims.length) }],
  ];
  if (!isStudio) {
    keys.push(['audiocpp.tensor_shapes', { type: 'i64s', value: entries.flatMap(({ dims }) => dims) }]);
    keys.push(...embedded(small));
  }
  const file = ggufFile(entries, { ...toy, keys });
  return new ToyFiles([...(isStudio ? small : []), [toy.file ?? 'model.gguf', file]]);
}

/** What safetensors would hold if the values of every block were written out, by the formulas of the facts. */
export function writtenOut(entries: readonly GgufEntry[]): StoredToy[] {
  return entries.map(({ name, dims, dtype, file }) => {
    if (!isBlock(dtype)) return { name, dims, dtype, file };
    const values = decodedBlocks(dtype, file.read(0, file.byteLength));
    return { name, dims, dtype: 'F32', file: bytesFile(new Uint8Array(values.buffer)) };
  });
}

function dtypeIn({ style, body }: GgufToy, { name }: ToyTensor): GgufDtype {
  if (/^body\.layers\.\d+\.(self_attn|mlp)\.\w+_proj\.weight$|^layers\.\d+\..*_proj\.weight$/.test(name))
    return body;
  const isTable = name.startsWith('tied.embedding.') && !name.includes('.model.');
  if (style === 'studio') return isTable && body === 'Q8_0' ? 'Q8_0' : 'BF16';
  return name.includes('embed') ? 'F16' : 'BF16';
}

function embedded(small: readonly (readonly [string, ToyFile])[]): (readonly [string, GgufValue])[] {
  const parts = small.map(([, file]) => file.read(0, file.byteLength));
  const offsets = [0];
  for (const part of parts) offsets.push(offsets.at(-1)! + part.byteLength);
  const data = new Uint8Array(offsets.at(-1)!);
  parts.forEach((part, index) => void data.set(part, offsets[index]));
  return [
    ['audiocpp.embedded_files.names', { type: 'texts', value: small.map(([name]) => name) }],
    ['audiocpp.embedded_files.offsets', { type: 'u64s', value: offsets }],
    ['audiocpp.embedded_files.data', { type: 'bytes', value: data }],
  ];
}

/** The name that a V3 checkpoint has for its table of audio rows, which is the head too. */
export const audioTableName = languageFileName('third-release' satisfies LanguageLayout)(
  'model.embed_audio_tokens.embed_audio_tokens.weight',
);

export const allBlocks = Object.keys(ggufBlocks) as GgufBlock[];
