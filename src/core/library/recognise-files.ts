import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { subfolder } from '../checkpoint/folder-views';
import { isGguf, openGgufFolder } from '../checkpoint/gguf-folder';
import { readWhole } from '../checkpoint/tensor-catalogue';
import { parsePythonJson } from '../data/python-json';
import { MAX_CONFIG_BYTES } from '../data/size-limits';
import { fail } from '../failure';
import { codecLayout } from '../model/parse-codec-spec';
import { languageLayout } from '../model/parse-language-spec';
import { MANIFEST_FILE } from '../package/package-writer';
import { say } from '../sentence';

export type RecognisedFiles =
  | { readonly type: 'package'; readonly files: CheckpointFiles }
  | {
      readonly type: 'checkpoint';
      readonly checkpoint: CheckpointFiles;
      /** Left out where there is none: some checkpoints include it. */
      readonly codec?: CheckpointFiles;
    };

/**
 * Finds out what a person dropped: a package, or a checkpoint and its codec, each in whatever folder.
 * @throws FailureError 'bad-checkpoint' that says what is missing.
 */
export async function recogniseFiles(files: CheckpointFiles, signal: AbortSignal): Promise<RecognisedFiles> {
  const names = await files.list();
  const packages = foldersOf(names.filter(isNamed(MANIFEST_FILE)));
  if (packages.length > 0) {
    if (packages.length > 1) {
      return fail(
        'bad-package',
        say`There are ${packages.length} model packages in there. Choose one of them.`,
      );
    }
    return { type: 'package', files: subfolder(files, packages[0]!) };
  }
  const language: string[] = [];
  const codec: string[] = [];
  const withGguf = foldersOf(names.filter((name) => isGguf(name.slice(name.lastIndexOf('/') + 1))));
  for (const folder of new Set([...foldersOf(names.filter(isNamed('config.json'))), ...withGguf])) {
    const here = subfolder(files, folder);
    // A GGUF file may embed what it needs.
    const whole = withGguf.includes(folder) ? ((await openGgufFolder(here, signal))?.files ?? here) : here;
    const config = await readConfig(whole, signal);
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
  const found = say`${language.length} language models and ${codec.length} audio codecs`;
  return fail(
    'bad-checkpoint',
    say`Choose a model package, or a folder with one Higgs Audio checkpoint and its audio codec in folders of their own; here are ${found}.`,
  );
}

function isNamed(file: string): (name: string) => boolean {
  return (name) => name === file || name.endsWith(`/${file}`);
}

/** The folders of these files, outermost first; one below another is part of it. */
function foldersOf(names: readonly string[]): string[] {
  const folders = names.map((name) => name.slice(0, Math.max(0, name.lastIndexOf('/'))));
  return [...new Set(folders)].sort((a, b) => a.length - b.length);
}

async function readConfig(files: CheckpointFiles, signal: AbortSignal): Promise<unknown> {
  try {
    const bytes = await readWhole(files, 'config.json', MAX_CONFIG_BYTES, signal);
    return parsePythonJson(new TextDecoder().decode(bytes));
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
