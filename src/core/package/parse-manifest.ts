import { refuseSubstitute } from '../data/foreign-file';
import { MAX_TOKENIZER_BYTES } from '../data/size-limits';
import { Fields, parseJson, pathRefusals } from '../data/untrusted-json';
import { fail, quote } from '../failure';
import { english, say } from '../sentence';
import type { FileEntry, GenerationDefaults, Manifest, TensorDtype, TensorEntry } from './manifest';
import { MANIFEST_FILE } from './package-writer';
import { familyAliases, parseAliases } from './parse-aliases';
import { parseFingerprint, parseLanguageFingerprint } from './parse-fingerprint';
import { parseLinears } from './parse-linears';
import { parseSpec } from './parse-spec';
import { parseSpeechProfile } from './parse-speech-profile';
import { precisions } from './precision-plan';
import { parseVoice } from './preset-voices';

/** Caps of an untrusted manifest; a 64-layer model has about 2000 tensors. */
const MAX_TENSORS = 65_536;
const MAX_FILES = 4096;
/** tokenizer.json, tokenizer_config.json and, if any, chat_template.jinja. */
const MAX_TOKENIZER_FILES = 16;
const MAX_VOICES = 1024;
const MAX_TEXT = 2 ** 20;
const MAX_BYTES = 2 ** 40;
const MAX_DIMS = 8;
/** Blocks are held while they are unpacked; those that we write have 64 KiB. */
const MAX_BLOCK_BYTES = 16 * 2 ** 20;
const MAX_BLOCKS = 2 ** 20;

const refusals = pathRefusals((field, reason) =>
  fail(
    'bad-package',
    say`The model package's manifest is not valid: ${field} ${reason}. Import or download the model again.`,
    { field: english(field) },
  ),
);

const bytesPerElement: Readonly<Record<TensorDtype, number>> = { f32: 4, f16: 2, u8: 1 };

/**
 * @param value the parsed JSON of a manifest, untrusted.
 * @throws FailureError 'bad-package' that names the field.
 */
export function parseManifest(value: unknown): Manifest {
  const fields = new Fields(value, '', refusals);
  const version = fields.value('formatVersion');
  if (version !== 1 && version !== 2 && version !== 3) {
    return fail(
      'bad-package',
      say`The model package has the format version ${version === undefined ? say`none` : quote(version)}, but this release reads the versions 1 to 3. Import the model again or update the page.`,
    );
  }
  const spec = parseSpec(fields.object('spec'));
  const shards = fields.objects('shards', MAX_FILES, version === 3 ? parseShard : parseFile);
  const tensors = fields.objects('tensors', MAX_TENSORS, (item) => parseTensor(item, shards));
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const tokenizerFiles = fields.objects('tokenizerFiles', MAX_TOKENIZER_FILES, parseTokenizerFile);
  const licence = fields.object('licence');
  const voices = fields.objects('voices', MAX_VOICES, (item) => parseVoice(item, spec.language.codebooks));
  requireUnique(
    fields,
    'tensors',
    tensors.map((tensor) => tensor.name),
  );
  requireUnique(
    fields,
    'files',
    [...shards, ...tokenizerFiles].map((entry) => entry.file),
  );
  requireUnique(
    fields,
    'voices',
    voices.map((voice) => voice.id),
  );
  return {
    formatVersion: version === 3 ? 3 : 2,
    id: fields.text('id', 200),
    title: fields.text('title', 500),
    notice: fields.text('notice', 5000),
    precision: fields.choice('precision', precisions),
    linears: parseLinears(fields.object('linears'), spec.language, byName),
    spec,
    defaults: parseDefaults(fields.object('defaults')),
    speech: fields.has('speech') ? parseSpeechProfile(fields.object('speech')) : null,
    licence: {
      name: licence.text('name', 500),
      text: licence.text('text', MAX_TEXT),
      mustAccept: licence.flag('mustAccept'),
    },
    origin: parseOrigin(fields.object('origin')),
    tensors,
    shards,
    tokenizerFiles,
    voices,
    aliases: fields.has('aliases')
      ? parseAliases(fields.object('aliases'), voices)
      : familyAliases(spec.language.family),
    selfTest: fields.isNull('selfTest') ? null : parseFingerprint(fields.object('selfTest')),
    languageTest: fields.has('languageTest') ? parseLanguageFingerprint(fields.object('languageTest')) : null,
  };
}

/** @param bytes the manifest file. */
export function parseManifestFile(bytes: Uint8Array): Manifest {
  refuseSubstitute(bytes, MANIFEST_FILE, 'bad-package');
  const refuse = (cause: unknown): never =>
    fail(
      'bad-package',
      say`The model package's manifest.json is not valid JSON. Import or download the model again.`,
      {},
      cause,
    );
  return parseManifest(parseJson(bytes, refuse));
}

function parseFile(fields: Fields): FileEntry {
  const file = fields.text('file', 100); // so that it fits into an archive
  // One folder, so no separators, and no way out of it.
  if (!/^[\w+-][\w.+-]*$/.test(file)) fields.refuse('file', say`is not a plain file name`);
  const sha256 = fields.text('sha256', 64);
  if (!/^[0-9a-f]{64}$/.test(sha256)) fields.refuse('sha256', say`is not 64 hexadecimal digits`);
  return { file, byteLength: fields.count('byteLength', 0, MAX_BYTES), sha256 };
}

/** Its blocks, where it is packed, must be as many as its length asks for, and none longer than what it holds. */
function parseShard(fields: Fields): FileEntry {
  const entry = parseFile(fields);
  if (!fields.has('packed')) return entry;
  const packed = fields.object('packed');
  const blockBytes = packed.count('blockBytes', 1, MAX_BLOCK_BYTES);
  const blockCount = Math.ceil(entry.byteLength / blockBytes);
  if (blockCount > MAX_BLOCKS) packed.refuse('blockBytes', say`makes more than ${MAX_BLOCKS} blocks`);
  const lengths = packed.counts('lengths', [blockCount, blockCount], [1, blockBytes]);
  return { ...entry, packed: { blockBytes, lengths } };
}

/** Capped, because the file is read whole. */
function parseTokenizerFile(fields: Fields): FileEntry {
  const entry = parseFile(fields);
  if (entry.byteLength > MAX_TOKENIZER_BYTES) {
    fields.refuse('byteLength', say`is more than ${MAX_TOKENIZER_BYTES}, the limit of a tokenizer's file`);
  }
  return entry;
}

function parseTensor(fields: Fields, shards: readonly FileEntry[]): TensorEntry {
  const entry: TensorEntry = {
    name: fields.text('name', 512),
    dtype: fields.choice('dtype', ['f32', 'f16', 'u8']),
    dims: fields.counts('dims', [0, MAX_DIMS], [0, MAX_BYTES]),
    shard: fields.count('shard', 0, shards.length - 1),
    offset: fields.count('offset', 0, MAX_BYTES),
    byteLength: fields.count('byteLength', 0, MAX_BYTES),
  };
  if (elementCount(entry.dims) * bytesPerElement[entry.dtype] !== entry.byteLength) {
    fields.refuse('byteLength', say`does not fit dims and dtype`);
  }
  const room = shards.slice(entry.shard).reduce((sum, shard) => sum + shard.byteLength, 0);
  const first = shards[entry.shard]!.byteLength;
  // Only a tensor that starts a shard may run on into the following ones.
  const end = entry.offset + entry.byteLength;
  if (entry.offset === 0 ? end > room : end > first) {
    fields.refuse('byteLength', say`reaches beyond the end of ${shards[entry.shard]!.file}`);
  }
  return entry;
}

function parseDefaults(fields: Fields): GenerationDefaults {
  return {
    temperature: fields.number('temperature', 0, 100),
    topK: fields.count('topK', 0, 2 ** 16),
    topP: fields.number('topP', 0, 1),
    maxNewColumns: fields.count('maxNewColumns', 1, 2 ** 22),
    rasWindowLength: fields.count('rasWindowLength', 0, 2 ** 16),
    rasMaxRepeats: fields.count('rasMaxRepeats', 0, 2 ** 16),
    scenePrompt: fields.textOrNull('scenePrompt', 10_000),
  };
}

function parseOrigin(fields: Fields): Readonly<Record<string, string>> {
  if (fields.keys.length > 64) fields.refuse('', say`has too many entries`);
  return Object.fromEntries(fields.keys.map((key) => [key, fields.text(key, 2000)]));
}

export function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function requireUnique(fields: Fields, what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) fields.refuse(what, say`has "${name}" twice`);
    seen.add(name);
  }
}
