import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPackage } from '../../src/core/package/model-package';
import { folderPackage } from '../../src/platform/node/folder-files';
import type { RandomShape } from '../bench/bench-options';
import { RANDOM_PACKAGE, randomPackage } from '../bench/random-package';
import { ggufCheckpoint } from './gguf-checkpoint';
import { onnxCheckpoint, onnxConfig } from './onnx-checkpoint';
import { type PeerShape, peerShapeOf } from './peer-shape';

/** Models that are compared: the bundled voice, and random ones in 4 bits with heads of 64. */
export const peerShapes = {
  '5x256': 'bundled',
  '12x768': { layers: 12, hidden: 768, heads: 12, kvHeads: 4, headDim: 64, ffn: 2304, precision: 'q4' },
  '16x1024': { layers: 16, hidden: 1024, heads: 16, kvHeads: 4, headDim: 64, ffn: 3072, precision: 'q4' },
} satisfies Readonly<Record<string, RandomShape | 'bundled'>>;

export type ShapeName = keyof typeof peerShapes;

/** Folders of one model in the form of each contender. */
export type PeerModels = {
  readonly shape: PeerShape;
  readonly own: string;
  /** Holds `model.gguf`, and `seeded/` as transformers.js expects a model. */
  readonly peers: string;
};

const BUNDLED = 'public/models/voice';

/** Writes a model in every form, once. */
export async function peerModels(name: ShapeName, cache: string): Promise<PeerModels> {
  const folder = join(cache, name);
  const own = await ownPackage(name, folder);
  const { manifest } = await openPackage(folderPackage(own), new AbortController().signal);
  const shape = peerShapeOf(manifest);
  const seeded = join(folder, 'seeded');
  const config = join(seeded, 'config.json');
  if (!existsSync(config)) {
    console.error(`Writing ${name} for the peers …`);
    await mkdir(join(seeded, 'onnx'), { recursive: true });
    await writeFile(join(folder, 'model.gguf'), ggufCheckpoint(shape));
    const file = shape.bits === 4 ? 'model_q4.onnx' : 'model_quantized.onnx';
    await writeFile(join(seeded, 'onnx', file), onnxCheckpoint(shape));
    await writeFile(join(seeded, 'generation_config.json'), '{}');
    // Written last: with it the folder is whole.
    await writeFile(config, JSON.stringify(onnxConfig(shape)));
  }
  return { shape, own, peers: folder };
}

async function ownPackage(name: ShapeName, folder: string): Promise<string> {
  const shape = peerShapes[name];
  if (shape === 'bundled') return BUNDLED;
  const known = join(folder, RANDOM_PACKAGE);
  // The manifest is written last.
  if (existsSync(join(known, 'manifest.json'))) return known;
  console.error(`Importing ${name} …`);
  return randomPackage(shape, folder);
}
