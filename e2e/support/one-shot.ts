import * as ort from 'onnxruntime-node';
import { openPackage } from '../../src/core/package/model-package';
import { EdgeTrim } from '../../src/core/pcm/edge-trim';
import { joinSamples } from '../../src/core/pcm/join-samples';
import { folderPackage } from '../../src/platform/node/folder-files';
import { openCpuDecoder } from '../../src/platform/ort/decode-codes';
import type { OrtModule } from '../../src/platform/ort/ort-module';
import type { RecordedPiece } from './recorder';

/**
 * The sound of a request as it should be: each piece decoded at once, on the native runtime, in f32.
 * @param folder of the package that the page used.
 */
export async function decodeOneShot(
  folder: string,
  pieces: readonly Pick<RecordedPiece, 'pauseSamples' | 'codes' | 'codebookCount' | 'frameCount'>[],
): Promise<Float32Array> {
  const { signal } = new AbortController();
  const source = folderPackage(folder);
  const { manifest } = await openPackage(source, signal);
  const runtime = { ort: ort as unknown as OrtModule, provider: 'cpu', threadCount: 1 } as const;
  const decoder = await openCpuDecoder(runtime, source, manifest, signal);
  try {
    const parts: Float32Array[] = [];
    for (const [index, { pauseSamples, ...grid }] of pieces.entries()) {
      const edges = { start: index > 0, end: index < pieces.length - 1 };
      const trim = new EdgeTrim(decoder.spec.sampleRateHz, edges);
      const samples = await decoder.decode({ ...grid, codes: Int32Array.from(grid.codes) }, signal);
      parts.push(new Float32Array(pauseSamples), trim.push(samples.slice()), trim.finish());
    }
    return joinSamples(parts);
  } finally {
    await decoder.dispose();
  }
}
