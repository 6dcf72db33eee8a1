import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { importModel } from '../../src/core/importer/import-model';
import type { LanguageLayout } from '../../src/core/model/parse-language-spec';
import type { Precision } from '../../src/core/package/manifest';
import { folderPackageWriter } from '../../src/platform/node/folder-package-writer';
import { everyLicence } from '../../test/fakes/licences';
import { tiniestShape } from '../../test/toy/toy-shape';
import { toyCheckpoint } from '../../test/toy-model';

/** Where the packages of the browser tests lie; `/packages/` on the test server. */
export const PACKAGES_FOLDER = '.cache/e2e-packages';
export const PACKAGES_PATH = '/packages/';

/** The package that the site offers first; whatever it is, the tests hold for it. */
export const BUNDLED = firstListedFolder('public/models');

export const TOY_Q4 = 'toy-q4';
/** The same of the third release, whose licence must be accepted. */
export const TOY_V3 = 'toy-v3';
/** A toy whose first shard has one bit turned. */
export const FLIPPED = 'flipped';
/** A toy that lacks its first shard. */
export const INCOMPLETE = 'incomplete';

/** Imports the toy and makes its damaged copies: once per run, by the real importer. */
export async function writeTestPackages(): Promise<void> {
  rmSync(PACKAGES_FOLDER, { recursive: true, force: true });
  mkdirSync(PACKAGES_FOLDER, { recursive: true });
  const whole = join(PACKAGES_FOLDER, TOY_Q4);
  await importToyInto(whole, 'q4', 'hugging-face');
  await importToyInto(join(PACKAGES_FOLDER, TOY_V3), 'q4', 'third-release');

  for (const name of [FLIPPED, INCOMPLETE]) cpSync(whole, join(PACKAGES_FOLDER, name), { recursive: true });
  const shard = firstShard(whole);
  rmSync(join(PACKAGES_FOLDER, INCOMPLETE, shard));
  const file = join(PACKAGES_FOLDER, FLIPPED, shard);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}

/** Name of the file that holds the first weights of a package. */
export function firstShard(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as {
    shards: { file: string }[];
  };
  return manifest.shards[0]!.file;
}

async function importToyInto(folder: string, precision: Precision, layout: LanguageLayout): Promise<void> {
  const writer = await folderPackageWriter(folder);
  const input = {
    ...toyCheckpoint({ seed: 4, shape: tiniestShape, layout }),
    precision,
    id: basename(folder),
    title: 'Toy',
    acceptedLicences: everyLicence,
  };
  for await (const _ of importModel(input, writer, new AbortController().signal));
  if (!existsSync(join(folder, 'manifest.json'))) throw new Error('The toy was not imported.');
}

function firstListedFolder(models: string): string {
  const list = JSON.parse(readFileSync(join(models, 'index.json'), 'utf8')) as { path: string }[];
  return join(models, list[0]!.path);
}
