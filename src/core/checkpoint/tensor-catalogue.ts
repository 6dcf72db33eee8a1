import { refuseSubstitute, TELLING_BYTES } from '../data/foreign-file';
import { parsePythonJson } from '../data/python-json';
import { MAX_CONFIG_BYTES, MAX_SHARD_INDEX_BYTES } from '../data/size-limits';
import { parseJson } from '../data/untrusted-json';
import { FailureError, fail, quoted } from '../failure';
import { type Sentence, say } from '../sentence';
import type { CheckpointFiles } from './checkpoint-files';
import { findDuplicateKey } from './duplicate-keys';
import { mlxQuantisation } from './mlx-config';
import { hasScales, joinTriples } from './mlx-triples';
import { HEADER_LENGTH_BYTES, parseHeader, parseHeaderLength, type StoredTensor } from './safetensors-header';
import type { SourceTensor } from './source-tensor';
import { readTorchArchive } from './torch-archive';

/** All tensors of one checkpoint folder by their names in its files, whichever shard they are in. */
export type TensorCatalogue = {
  readonly files: CheckpointFiles;
  readonly tensors: ReadonlyMap<string, SourceTensor>;
};

const SINGLE_FILE = 'model.safetensors';
const INDEX_FILE = 'model.safetensors.index.json';
/** The published checkpoint has 3 shards. */
const MAX_SHARDS = 4096;

/**
 * Reads the headers only; no weight is touched. What MLX has quantised is one tensor a weight. A single `model.safetensors` wins over an index, as in the
 * Hugging Face loaders, and both over a PyTorch archive.
 * @param what says in errors which checkpoint this is, e.g. `codec`.
 * @throws FailureError 'bad-checkpoint'
 */
export async function openCatalogue(
  files: CheckpointFiles,
  what: string,
  signal: AbortSignal,
): Promise<TensorCatalogue> {
  const tensors = new Map<string, StoredTensor>();
  if ((await files.byteLength(SINGLE_FILE)) !== null) {
    for (const tensor of await readHeader(files, SINGLE_FILE, signal)) tensors.set(tensor.name, tensor);
  } else if ((await files.byteLength(INDEX_FILE)) !== null) {
    const weightMap = await readIndex(files, signal);
    for (const file of new Set(weightMap.values())) {
      for (const tensor of await readHeader(files, file, signal)) {
        if (weightMap.get(tensor.name) === file) tensors.set(tensor.name, tensor);
      }
    }
    for (const [name, file] of weightMap) {
      if (tensors.has(name)) continue;
      fail(
        'bad-checkpoint',
        say`${INDEX_FILE} says that ${file} holds the tensor "${name}", but it does not.`,
        {
          file,
          tensor: name,
        },
      );
    }
  } else {
    const file = await findTorchArchive(files, what);
    await refuseSubstituteFile(files, file, signal);
    for (const tensor of await readTorchArchive(files, file, signal)) tensors.set(tensor.name, tensor);
  }
  return {
    files,
    tensors: hasScales(tensors) ? joinTriples(tensors, await readQuantisation(files, signal)) : tensors,
  };
}

/** MLX's files say only in the config with how many bits they are coded. */
async function readQuantisation(files: CheckpointFiles, signal: AbortSignal) {
  const file = 'config.json';
  const bytes = await readWhole(files, file, MAX_CONFIG_BYTES, signal);
  const refuse = (cause: unknown): never =>
    fail('bad-checkpoint', say`The file ${file} is not valid JSON. Download it again.`, { file }, cause);
  return mlxQuantisation(parseJson(bytes, refuse));
}

async function readHeader(
  files: CheckpointFiles,
  file: string,
  signal: AbortSignal,
): Promise<StoredTensor[]> {
  const fileByteLength = await files.byteLength(file);
  if (fileByteLength === null) {
    return fail(
      'bad-checkpoint',
      say`The shard ${file} is missing. Download it into the checkpoint folder.`,
      {
        file,
      },
    );
  }
  const prefix = await files.read(file, 0, Math.min(HEADER_LENGTH_BYTES, fileByteLength), signal);
  let length: number;
  try {
    length = parseHeaderLength(prefix, file, fileByteLength);
  } catch (error) {
    // The first letters of a pointer file or web page give an absurd header length.
    if (error instanceof FailureError) await refuseSubstituteFile(files, file, signal);
    throw error;
  }
  return parseHeader(await files.read(file, HEADER_LENGTH_BYTES, length, signal), file, fileByteLength);
}

/** @throws FailureError 'bad-checkpoint' when the file holds something in its place. */
async function refuseSubstituteFile(
  files: CheckpointFiles,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  const byteLength = Math.min(TELLING_BYTES, (await files.byteLength(file)) ?? 0);
  refuseSubstitute(await files.read(file, 0, byteLength, signal), file, 'bad-checkpoint');
}

/** @returns tensor name → shard file. */
async function readIndex(files: CheckpointFiles, signal: AbortSignal): Promise<Map<string, string>> {
  const text = new TextDecoder().decode(await readWhole(files, INDEX_FILE, MAX_SHARD_INDEX_BYTES, signal));
  let weightMap: unknown;
  try {
    weightMap = (parsePythonJson(text) as { weight_map?: unknown } | null)?.weight_map;
  } catch {
    return refuseIndex(say`is not valid JSON`);
  }
  if (typeof weightMap !== 'object' || weightMap === null || Array.isArray(weightMap)) {
    return refuseIndex(say`has no weight_map`);
  }
  const twice = findDuplicateKey(text);
  if (twice !== null) return refuseIndex(say`names "${twice}" twice`);
  const entries = Object.entries(weightMap);
  for (const [name, file] of entries) {
    if (typeof file !== 'string' || !isPlainFileName(file)) {
      return refuseIndex(say`gives ${quoted(file)} as the file of "${name}", which is no file name`);
    }
  }
  if (new Set(Object.values(weightMap)).size > MAX_SHARDS) return refuseIndex(say`names absurdly many files`);
  return new Map(entries as [string, string][]);
}

/**
 * @throws FailureError 'bad-checkpoint' when the file is missing, longer than `maxBytes`, or a pointer or a page.
 */
export async function readWhole(
  files: CheckpointFiles,
  file: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const byteLength = await files.byteLength(file);
  if (byteLength === null) {
    return fail('bad-checkpoint', say`The file ${file} is missing from the checkpoint folder.`, { file });
  }
  if (byteLength > maxBytes) {
    return fail('bad-checkpoint', say`The file ${file} has ${byteLength} bytes, more than ${maxBytes}.`, {
      file,
    });
  }
  const bytes = await files.read(file, 0, byteLength, signal);
  refuseSubstitute(bytes, file, 'bad-checkpoint');
  return bytes;
}

function isPlainFileName(file: string): boolean {
  return /^[\w.+-]{1,255}$/.test(file) && !/^\.+$/.test(file);
}

function refuseIndex(reason: Sentence): never {
  return fail('bad-checkpoint', say`The file ${INDEX_FILE} ${reason}. Download it again.`, {
    file: INDEX_FILE,
  });
}

/** The first release of the codec is published as model.pth alone. */
async function findTorchArchive(files: CheckpointFiles, what: string): Promise<string> {
  const archives = (await files.list()).filter((file) => /^[^/]+\.(pth|pt|bin)$/.test(file));
  if (archives.length === 1) return archives[0]!;
  if (archives.length > 1) {
    return fail(
      'bad-checkpoint',
      say`The ${what} folder has no ${SINGLE_FILE}, and several other files of weights: ${archives.join(', ')}. Leave only one of them in it.`,
    );
  }
  return fail(
    'bad-checkpoint',
    say`The ${what} folder holds neither ${SINGLE_FILE} nor ${INDEX_FILE} nor a model.pth. Choose the folder of a downloaded checkpoint.`,
  );
}
