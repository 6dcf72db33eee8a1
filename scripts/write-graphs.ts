import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGraphs } from '../src/core/graph/build-graphs';
import type { GraphEntry } from '../src/core/store/manifest';
import { openPackage } from '../src/core/store/model-package';
import { MANIFEST_FILE } from '../src/core/store/package-writer';
import { parseManifest } from '../src/core/store/parse-manifest';
import { sha256 } from '../src/core/store/sha256';
import { folderPackage } from '../src/platform/node/folder-files';

/**
 * Writes the graphs of a package anew, as this release makes them; weights stay as they are.
 * @param maxBindingBytes see LanguageGraphOptions.
 * @returns how many graphs there are.
 */
export async function writeGraphs(folder: string, maxBindingBytes?: number): Promise<number> {
  const { manifest } = await openPackage(folderPackage(folder), new AbortController().signal);
  const { spec, linears } = manifest;
  const withCloning = manifest.graphs.some(({ role }) => role === 'codec-encoder');
  for (const { file } of manifest.graphs) await rm(join(folder, file), { force: true });
  const graphs: GraphEntry[] = [];
  for (const { role, target, bytes, weights } of buildGraphs(spec, linears, withCloning, maxBindingBytes)) {
    const file = `${role}.${target}.onnx`;
    await writeFile(join(folder, file), bytes);
    graphs.push({ file, byteLength: bytes.byteLength, sha256: await sha256(bytes), role, target, weights });
  }
  const refreshed = parseManifest(JSON.parse(JSON.stringify({ ...manifest, graphs })));
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(refreshed));
  return graphs.length;
}
