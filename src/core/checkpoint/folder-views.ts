import type { CheckpointFiles } from './checkpoint-files';

/** A folder inside of `files` as if it were all there is. @param folder without slashes around; empty for the top. */
export function subfolder(files: CheckpointFiles, folder: string): CheckpointFiles {
  if (folder === '') return files;
  const inside = (file: string): string => `${folder}/${file}`;
  return {
    list: async () =>
      (await files.list())
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1)),
    byteLength: (file) => files.byteLength(inside(file)),
    read: (file, offset, byteLength, signal) => files.read(inside(file), offset, byteLength, signal),
    expect: (file, offset, byteLength) => files.expect?.(inside(file), offset, byteLength),
    forget: (file) => files.forget?.(inside(file)),
    version: async (file) => (await files.version?.(inside(file))) ?? null,
  };
}

/** `files` with another folder shown inside: published checkpoints are spread over repositories. */
export function withFolder(files: CheckpointFiles, folder: string, other: CheckpointFiles): CheckpointFiles {
  const place = (file: string): readonly [CheckpointFiles, string] =>
    file.startsWith(`${folder}/`) ? [other, file.slice(folder.length + 1)] : [files, file];
  return {
    list: async () => [...(await files.list()), ...(await other.list()).map((file) => `${folder}/${file}`)],
    byteLength: (file) => {
      const [owner, name] = place(file);
      return owner.byteLength(name);
    },
    read: (file, offset, byteLength, signal) => {
      const [owner, name] = place(file);
      return owner.read(name, offset, byteLength, signal);
    },
    expect: (file, offset, byteLength) => {
      const [owner, name] = place(file);
      owner.expect?.(name, offset, byteLength);
    },
    version: async (file) => {
      const [owner, name] = place(file);
      return (await owner.version?.(name)) ?? null;
    },
  };
}

/** `files` without other files of weights than this one. */
export function withOnlyWeights(files: CheckpointFiles, file: string): CheckpointFiles {
  const isHidden = (name: string): boolean =>
    name !== file && /\.(gguf|safetensors|safetensors\.index\.json|pth|pt|bin)$/i.test(name);
  return {
    ...(files.givesBytesAway && { givesBytesAway: true }),
    list: async () => (await files.list()).filter((name) => !isHidden(name)),
    byteLength: async (name) => (isHidden(name) ? null : await files.byteLength(name)),
    read: (name, offset, byteLength, signal) => files.read(name, offset, byteLength, signal),
    version: async (name) => (await files.version?.(name)) ?? null,
  };
}
