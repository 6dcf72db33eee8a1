import { join } from 'node:path';
import { tsImport } from 'tsx/esm/api';
import type { Plugin } from 'vite';

/** Models up to this size are loaded unasked, and kept; so they are packed too. */
export const SMALL_MODEL_BYTES = 200e6;

/** Ships small models packed, for hosts that compress nothing. What lies in `public` stays as the importer wrote it. */
export const packedModels: Plugin = {
  name: 'pagevoice-packed-models',
  apply: 'build',
  writeBundle: {
    sequential: true,
    async handler({ dir }) {
      if (!dir) return;
      // Not a plain import: Vite would bundle all of it with its settings, at every start.
      const packing: typeof import('./pack-models') = await tsImport('./pack-models.ts', import.meta.url);
      await packing.packModels(join(dir, 'models'), SMALL_MODEL_BYTES);
    },
  },
};
