import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { subfolder } from '../checkpoint/folder-views';
import { readWhole } from '../checkpoint/tensor-catalogue';
import { fail } from '../failure';
import { codecLayout } from '../model/parse-codec-spec';
import { languageLayout } from '../model/parse-language-spec';
import { MANIFEST_FILE } from '../store/package-writer';

export type RecognisedFiles =
  | { readonly type: 'package'; readonly files: CheckpointFiles }
  | {
      readonly type: 'checkpoint';
      readonly checkpoint: CheckpointFiles;
      /** Left out where there is none: some checkpoints carry it. */
      readonly codec?: CheckpointFiles;
    };

const MAX_CONFIG_BYTES = 2 ** 20;

/**
 * Finds out what a person dropped: a package, or a checkpoint and its codec, each in whatever folder.
 * @throws FailureError 'bad-checkpoint' that says what is missing.
 */
export async function recogniseFiles(files: CheckpointFiles, signal: AbortSignal): Promise<RecognisedFiles> {
  const names = await files.list();
  const packages = foldersWith(names, MANIFEST_FILE);
  if (packages.length > 0) {
    if (packages.length > 1) {
      return fail('bad-package', `There are ${packages.length} model packages in there. Choose one of them.`);
    }
    return { type: 'package', files: subfolder(files, packages[0]!) };
  }
  const language: string[] = [];
  const codec: string[] = [];
  for (const folder of foldersWith(names, 'config.json')) {
    const config = await readConfig(subfolder(files, folder), signal);
    if (isOf(() => languageLayout(config))) language.push(folder);
    else if (isOf(() => codecLayout(config))) codec.push(folder);
  }
  if (language.length === 1 && codec.length <= 1) {
    const checkpoint = subfolder(files, language[0]!);
    const own = codec[0];
    return own === undefined
      ? { type: 'checkpoint', checkpoint }
      : { type: 'checkpoint', checkpoint, codec: subfolder(files, own) };
  }
  const found = `${language.length} language models and ${codec.length} audio codecs`;
  return fail(
    'bad-checkpoint',
    `Choose a model package, or a folder with one Higgs Audio checkpoint and its audio codec in folders of their own; here are ${found}.`,
  );
}

/** Folders that hold a file of this name, outermost first; one below another is part of it. */
function foldersWith(names: readonly string[], file: string): string[] {
  return names
    .filter((name) => name === file || name.endsWith(`/${file}`))
    .map((name) => name.slice(0, -file.length).replace(/\/$/, ''))
    .sort((a, b) => a.length - b.length);
}

async function readConfig(files: CheckpointFiles, signal: AbortSignal): Promise<unknown> {
  try {
    const bytes = await readWhole(files, 'config.json', MAX_CONFIG_BYTES, signal);
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    signal.throwIfAborted();
    return null; // some other program's
  }
}

function isOf(layout: () => unknown): boolean {
  try {
    layout();
    return true;
  } catch {
    return false;
  }
}
