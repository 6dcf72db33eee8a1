import { FailureError, fail, quote } from '../failure';
import { type Fields, readFields } from './json-fields';
import type { FileEntry, GenerationDefaults, Manifest, TensorDtype, TensorEntry } from './manifest';
import { parseFingerprint, parseLanguageFingerprint } from './parse-fingerprint';
import { parseLinears } from './parse-linears';
import { parseSpec } from './parse-spec';
import { parseSpeechProfile } from './parse-speech-profile';
import { PRECISIONS } from './precision-plan';
import { parseVoice } from './preset-voices';

/** Caps of an untrusted manifest; a 64-layer model has about 2000 tensors. */
const MAX_TENSORS = 65_536;
const MAX_FILES = 4096;
const MAX_VOICES = 1024;
const MAX_TEXT = 2 ** 20;
const MAX_BYTES = 2 ** 40;
const MAX_DIMS = 8;

const bytesPerElement: Readonly<Record<TensorDtype, number>> = { f32: 4, f16: 2, u8: 1 };

/**
 * @param value the parsed JSON of a manifest, untrusted.
 * @throws FailureError 'bad-package' that names the field.
 */
export function parseManifest(value: unknown): Manifest {
  const fields = readFields(value, '');
  const version = fields.value('formatVersion');
  if (version !== 1 && version !== 2) {
    return fail(
      'bad-package',
      `The model package has the format version ${version === undefined ? 'none' : quote(version)}, but this release reads the versions 1 and 2. Import the model again or update the page.`,
    );
  }
  const spec = parseSpec(fields.object('spec'));
  const shards = fields.list('shards', MAX_FILES, parseFile);
  const tensors = fields.list('tensors', MAX_TENSORS, (item) => parseTensor(item, shards));
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const tokenizerFiles = fields.list('tokenizerFiles', MAX_FILES, parseFile);
  const licence = fields.object('licence');
  const voices = fields.list('voices', MAX_VOICES, (item) => parseVoice(item, spec.language.codebooks));
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
    formatVersion: 2,
    id: fields.text('id', 200),
    title: fields.text('title', 500),
    notice: fields.text('notice', 5000),
    precision: fields.choice('precision', PRECISIONS),
    linears: parseLinears(fields.object('linears'), spec.language, byName),
    spec,
    defaults: parseDefaults(fields.object('defaults')),
    speech: (fields.value('speech') ?? null) === null ? null : parseSpeechProfile(fields.object('speech')),
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
    selfTest: fields.isNull('selfTest') ? null : parseFingerprint(fields.object('selfTest')),
    languageTest:
      (fields.value('languageTest') ?? null) === null
        ? null
        : parseLanguageFingerprint(fields.object('languageTest')),
  };
}

/** @param bytes the manifest file. */
export function parseManifestFile(bytes: Uint8Array): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new FailureError(
      {
        kind: 'bad-package',
        message: "The model package's manifest.json is not valid JSON. Import or download the model again.",
      },
      error,
    );
  }
  return parseManifest(value);
}

function parseFile(fields: Fields): FileEntry {
  const file = fields.text('file', 100); // so that it fits into an archive
  // One folder, so no separators, and no way out of it.
  if (!/^[\w+-][\w.+-]*$/.test(file)) fields.refuse('file', 'is not a plain file name');
  const sha256 = fields.text('sha256', 64);
  if (!/^[0-9a-f]{64}$/.test(sha256)) fields.refuse('sha256', 'is not 64 hexadecimal digits');
  return { file, byteLength: fields.count('byteLength', 0, MAX_BYTES), sha256 };
}

function parseTensor(fields: Fields, shards: readonly FileEntry[]): TensorEntry {
  const entry: TensorEntry = {
    name: fields.text('name', 512),
    dtype: fields.choice('dtype', ['f32', 'f16', 'u8']),
    dims: fields.counts('dims', MAX_DIMS, 0, MAX_BYTES),
    shard: fields.count('shard', 0, shards.length - 1),
    offset: fields.count('offset', 0, MAX_BYTES),
    byteLength: fields.count('byteLength', 0, MAX_BYTES),
  };
  if (elementCount(entry.dims) * bytesPerElement[entry.dtype] !== entry.byteLength) {
    fields.refuse('byteLength', 'does not fit dims and dtype');
  }
  const room = shards.slice(entry.shard).reduce((sum, shard) => sum + shard.byteLength, 0);
  const first = shards[entry.shard]!.byteLength;
  // Only a tensor that starts a shard may run on into the following ones.
  const end = entry.offset + entry.byteLength;
  if (entry.offset === 0 ? end > room : end > first) {
    fields.refuse('byteLength', `reaches beyond the end of ${shards[entry.shard]!.file}`);
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
  if (fields.keys.length > 64) fields.refuse('', 'has too many entries');
  return Object.fromEntries(fields.keys.map((key) => [key, fields.text(key, 2000)]));
}

function elementCount(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

function requireUnique(fields: Fields, what: string, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) fields.refuse(what, `has "${name}" twice`);
    seen.add(name);
  }
}
