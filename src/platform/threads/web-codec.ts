/** The codec's worker out of the site's own build. The package has package-codec.ts in place of this file. */
export const startCodecWorker = (): Worker =>
  new Worker(new URL('../../../workers/codec.worker.ts', import.meta.url), { type: 'module', name: 'codec' });
