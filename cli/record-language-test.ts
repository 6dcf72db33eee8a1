import { readFile, rename, writeFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { packageMemory } from '../src/core/device/package-memory';
import { languageFingerprint } from '../src/core/generation/language-self-test';
import { openPackage } from '../src/core/package/model-package';
import { MANIFEST_FILE } from '../src/core/package/package-writer';
import { folderPackage } from '../src/platform/node/folder-files';
import { openNodeModel } from '../src/platform/node/node-model';

/**
 * Writes the language model's answer to a fixed prompt into the manifest, for `verify` to compare.
 * @returns a sentence that says what was done.
 */
export async function recordLanguageTest(folder: string, signal: AbortSignal): Promise<string> {
  const source = folderPackage(folder);
  const { processorBytes } = packageMemory((await openPackage(source, signal)).manifest);
  if (processorBytes === null || processorBytes > freemem() / 2) {
    return 'The language model was not run, because it needs more memory than is free here.';
  }
  const loaded = await openNodeModel(source, signal);
  try {
    const languageTest = await languageFingerprint(loaded.networks.model, signal);
    const path = join(folder, MANIFEST_FILE);
    const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
    await writeFile(`${path}.part`, JSON.stringify({ ...manifest, languageTest }));
    await rename(`${path}.part`, path);
    return 'Recorded how the language model answers a fixed prompt.';
  } finally {
    await loaded.dispose();
  }
}
