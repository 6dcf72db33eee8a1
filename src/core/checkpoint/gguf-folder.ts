import { fail, quoted } from '../failure';
import { say } from '../sentence';
import type { CheckpointFiles } from './checkpoint-files';
import { isBlockDtype } from './gguf-blocks';
import { readGgufHeader } from './gguf-header';
import type { GgufRange } from './gguf-metadata';
import type { StoredTensor } from './safetensors-header';
import type { SourceTensor } from './source-tensor';
import type { TensorCatalogue } from './tensor-catalogue';

/**
 * Finds the GGUF file of a folder and reads its header; no weight is touched.
 * @returns its tensors, and the folder with the files that the GGUF file embeds; null when the folder has none, or has safetensors, which have not lost anything.
 * @throws FailureError 'bad-checkpoint' when there are several, or there is no config.json.
 */
export async function openGgufFolder(
  files: CheckpointFiles,
  signal: AbortSignal,
): Promise<TensorCatalogue | null> {
  const names = await files.list();
  const found = names.filter(isGguf);
  if (found.length === 0 || names.some((name) => /^[^/]+\.safetensors(\.index\.json)?$/.test(name)))
    return null;
  if (found.length > 1) {
    return fail(
      'bad-checkpoint',
      say`There are several GGUF files: ${found.slice(0, 8).join(', ')}. Leave only one of them in the folder, or choose one.`,
    );
  }
  const file = found[0]!;
  const { architecture, tensors, embeddedFiles } = await readGgufHeader(files, file, signal);
  const whole = withEmbedded(files, file, embeddedFiles);
  if ((await whole.byteLength('config.json')) === null) {
    return fail(
      'bad-checkpoint',
      say`The file ${file}, of the architecture ${quoted(architecture)}, does not carry the config.json of its checkpoint, and none lies beside it. Files as audio.cpp and Higgs Audio Studio write them can be imported; put config.json, tokenizer.json and tokenizer_config.json beside the file if they are missing.`,
      { file },
    );
  }
  return {
    files: whole,
    tensors: new Map(tensors.map((tensor) => [tensor.name, sourceTensor(tensor)])),
  };
}

function sourceTensor(stored: StoredTensor): SourceTensor {
  const { name, dtype, dims, file } = stored;
  if (!isBlockDtype(dtype)) return stored;
  return { name, dims, file, coding: { type: 'ggml-blocks', dtype }, parts: [stored] };
}

/** True for the name of a GGUF file at the top of its folder. */
export function isGguf(name: string): boolean {
  return /^[^/]+\.gguf$/i.test(name);
}

/** Files that lie beside the GGUF file win over those inside. */
function withEmbedded(
  files: CheckpointFiles,
  ggufFile: string,
  embedded: ReadonlyMap<string, GgufRange>,
): CheckpointFiles {
  const inside = async (file: string): Promise<GgufRange | null> => {
    const range = embedded.get(file);
    return range && (await files.byteLength(file)) === null ? range : null;
  };
  return {
    ...(files.givesBytesAway && { givesBytesAway: true }),
    list: async () => [...new Set([...(await files.list()), ...embedded.keys()])],
    byteLength: async (file) => (await inside(file))?.byteLength ?? (await files.byteLength(file)),
    read: async (file, offset, byteLength, signal) => {
      const range = await inside(file);
      if (range === null) return await files.read(file, offset, byteLength, signal);
      return await files.read(ggufFile, range.offset + offset, byteLength, signal);
    },
    expect: (file, offset, byteLength) => files.expect?.(file, offset, byteLength),
    forget: (file) => files.forget?.(file),
    version: async (file) => (await files.version?.(file)) ?? null,
  };
}
