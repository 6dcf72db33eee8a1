import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { importModel } from '../src/core/importer/import-model';
import { parseManifestFile } from '../src/core/store/parse-manifest';
import { folderPackageWriter } from '../src/platform/node/folder-package-writer';
import { type ToyShape, toyShape } from '../test/toy/toy-shape';
import { toyCheckpoint } from '../test/toy-model';
import { INDEX_FILE, listModel } from './model-index';
import { nodeDecodeCodes } from './node-model';

/**
 * Writes the package that comes with the page: an untrained model of the real architecture, seeded, so that this
 * script always writes the same bytes. It goes through the same importer as any downloaded checkpoint.
 */
const SEED = 20_260;
const ID = 'babble';

/** As small as the architecture allows without odd sizes: the whole package is about 2 MB. */
const shape: ToyShape = {
  ...toyShape,
  codebookSize: 128,
  language: { ...toyShape.language, feedForwardSize: 256, maxPositionCount: 8192 },
};

const models = new URL('../public/models/', import.meta.url);
const folder = fileURLToPath(new URL(`${ID}/`, models));
await rm(folder, { recursive: true, force: true });
await mkdir(models, { recursive: true });

const { checkpoint, codec } = toyCheckpoint({ seed: SEED, shape });
const run = importModel(
  {
    checkpoint,
    codec,
    precision: 'q8',
    decodeCodes: nodeDecodeCodes,
    id: ID,
    title: 'Babble (untrained)',
    notice:
      'This model is untrained: it babbles. It shows that everything works; import a checkpoint to hear speech.',
    origin: { weights: `random numbers, seed ${SEED}` },
    voices: [
      {
        id: 'own',
        name: 'The model’s own',
        description: 'No reference: the model picks a voice.',
        licence: 'none needed',
        transcript: null,
        codes: null,
      },
      {
        id: 'echo',
        name: 'Echo',
        description: 'A second of seeded noise as reference, to try the way a cloned voice goes.',
        licence: 'CC0-1.0',
        transcript: 'La la la.',
        codes: Array.from({ length: shape.codebookCount }, (_, codebook) =>
          Array.from({ length: 25 }, (_, frame) => (frame * 37 + codebook * 11) % shape.codebookSize),
        ),
      },
    ],
  },
  await folderPackageWriter(folder),
  new AbortController().signal,
);
while (!(await run.next()).done);

const manifest = parseManifestFile(await readFile(new URL(`${ID}/manifest.json`, models)));
const index = new URL(INDEX_FILE, models);
if (!existsSync(index)) await writeFile(index, '[]');
await listModel(folder, manifest);
