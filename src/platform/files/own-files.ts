import playbackWorkletAddress from '../../../workers/playback.worklet.ts?worker&url';
import type { OwnFiles } from './own-files-port';

/**
 * The scripts of the site, as Vite builds them. The package has package-files.ts in place of this file.
 * The addresses must be inside the calls for the bundler to find them.
 */
export const ownFiles: OwnFiles = {
  startEngine: (name) =>
    new Worker(new URL('../../../workers/engine.worker.ts', import.meta.url), { type: 'module', name }),
  startImporter: () =>
    new Worker(new URL('../../../workers/importer.worker.ts', import.meta.url), {
      type: 'module',
      name: 'importer',
    }),
  // In what is built, the address is a text already (`workersBesidePage` in vite.config.ts).
  engineAddress: () => String(new URL('../../../workers/engine.worker.ts', import.meta.url)),
  codecAddress: () => String(new URL('../../../workers/codec.worker.ts', import.meta.url)),
  workletAddress: () => playbackWorkletAddress,
  folder: () => document.baseURI,
  moveTo: () => {},
};
