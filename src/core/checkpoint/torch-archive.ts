import { MAX_PICKLE_BYTES } from '../data/size-limits';
import { fail } from '../failure';
import { type Sentence, say } from '../sentence';
import type { CheckpointFiles } from './checkpoint-files';
import type { StoredTensor } from './safetensors-header';
import { type PickledTensor, readWeightsPickle } from './weights-pickle';
import { readZipDirectory, type ZipEntry } from './zip-directory';

/** PyTorch's storage classes that weights are read from; a tensor of any other is refused when used. */
const storedDtypes: Readonly<Record<string, readonly [dtype: string, elementBytes: number]>> = {
  FloatStorage: ['F32', 4],
  HalfStorage: ['F16', 2],
  BFloat16Storage: ['BF16', 2],
  DoubleStorage: ['F64', 8],
  LongStorage: ['I64', 8],
  IntStorage: ['I32', 4],
};

/**
 * Reads what torch.save wrote (a zip archive with a pickled dict and one file a storage) as far as finding
 * the tensors needs it. No code in the pickle is run.
 * @returns the tensors as they lie in the archive, like those of a safetensors file.
 * @throws FailureError 'bad-checkpoint'
 */
export async function readTorchArchive(
  files: CheckpointFiles,
  file: string,
  signal: AbortSignal,
): Promise<StoredTensor[]> {
  const entries = await readZipDirectory(files, file, signal);
  const pickle = entries.find(({ name }) => /^([^/]+\/)?data\.pkl$/.test(name));
  if (!pickle || pickle.byteLength > MAX_PICKLE_BYTES) {
    return fail('bad-checkpoint', say`The file ${file} is a zip archive, but not one of PyTorch.`, { file });
  }
  const folder = pickle.name.slice(0, -'data.pkl'.length);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  await refuseBigEndian(files, file, byName.get(`${folder}byteorder`), signal);
  const bytes = await files.read(file, pickle.offset, pickle.byteLength, signal);
  return [...readWeightsPickle(bytes, file)].map(([name, tensor]) =>
    locate(name, tensor, byName.get(`${folder}data/${tensor.storageKey}`), file),
  );
}

function locate(
  name: string,
  tensor: PickledTensor,
  storage: ZipEntry | undefined,
  file: string,
): StoredTensor {
  const refuse = (reason: Sentence): never =>
    fail('bad-checkpoint', say`In ${file}, the tensor "${name}" ${reason}.`, { file, tensor: name });
  if (!storage) return refuse(say`has no data`);
  const { dims, strides, storageType } = tensor;
  if (!Object.hasOwn(storedDtypes, storageType)) {
    return { name, dtype: storageType, dims, file, offset: storage.offset, byteLength: storage.byteLength };
  }
  const [dtype, elementBytes] = storedDtypes[storageType]!;
  let expected = 1;
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    if (dims[axis] !== 1 && strides[axis] !== expected) return refuse(say`is not stored in C order`);
    expected *= dims[axis]!;
  }
  const byteLength = expected * elementBytes;
  const offset = tensor.offset * elementBytes;
  if (!Number.isSafeInteger(byteLength + offset) || offset + byteLength > storage.byteLength) {
    return refuse(say`needs ${offset + byteLength} bytes, but its data has ${storage.byteLength}`);
  }
  return { name, dtype, dims, file, offset: storage.offset + offset, byteLength };
}

async function refuseBigEndian(
  files: CheckpointFiles,
  file: string,
  entry: ZipEntry | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (!entry || entry.byteLength > 16) return;
  const order = new TextDecoder().decode(await files.read(file, entry.offset, entry.byteLength, signal));
  if (order === 'little') return;
  fail('bad-checkpoint', say`The file ${file} was written on a big-endian machine, which is not read.`, {
    file,
  });
}
