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
 * Writes the graphs of packages anew, as this release makes them; weights stay as they are. For packages in the
 * repository when `src/core/graph` has changed: `npx tsx scripts/refresh-graphs.ts public/models/<folder> …`
 */
for (const folder of process.argv.slice(2)) {
  const { manifest } = await openPackage(folderPackage(folder), new AbortController().signal);
  for (const { file } of manifest.graphs) await rm(join(folder, file), { force: true });
  const graphs: GraphEntry[] = [];
  for (const { role, target, bytes, weights } of buildGraphs(manifest.spec, manifest.linears)) {
    const file = `${role}.${target}.onnx`;
    await writeFile(join(folder, file), bytes);
    graphs.push({ file, byteLength: bytes.byteLength, sha256: await sha256(bytes), role, target, weights });
  }
  const refreshed = parseManifest(JSON.parse(JSON.stringify({ ...manifest, graphs })));
  await writeFile(join(folder, MANIFEST_FILE), JSON.stringify(refreshed));
  console.log(`${folder}: ${graphs.length} graphs`);
}
