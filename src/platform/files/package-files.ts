import type { OwnFiles } from './own-files-port';

/**
 * Every file of the package that is not imported, by the name it has beside the entry. Each address stands as
 * a whole so that bundlers find it and copy the file as it is: all of them are complete in themselves.
 */
const besideEntry = {
  'engine.worker.js': () => new URL('./engine.worker.js', import.meta.url),
  'codec.worker.js': () => new URL('./codec.worker.js', import.meta.url),
  'importer.worker.js': () => new URL('./importer.worker.js', import.meta.url),
  'processor.worker.js': () => new URL('./processor.worker.js', import.meta.url),
  'playback.worklet.js': () => new URL('./playback.worklet.js', import.meta.url),
  'ort.wasm.js': () => new URL('./ort.wasm.js', import.meta.url),
  'ort.wasm.wasm.bin': () => new URL('./ort.wasm.wasm.bin', import.meta.url),
  'ort.jspi.js': () => new URL('./ort.jspi.js', import.meta.url),
  'ort.jspi.wasm.bin': () => new URL('./ort.jspi.wasm.bin', import.meta.url),
  'ort.webgpu.js': () => new URL('./ort.webgpu.js', import.meta.url),
  'ort.webgpu.wasm.bin': () => new URL('./ort.webgpu.wasm.bin', import.meta.url),
} as const;
type FileName = keyof typeof besideEntry;

/** Null: beside the entry, or where a bundler has put them. */
let folder: string | null = null;

const addressOf = (name: FileName) => (folder ? new URL(name, folder) : besideEntry[name]()).href;

/** A worker learns from its own address where the runtimes are, and the scripts of its threads. */
function withRuntimes(worker: FileName): string {
  const further = (Object.keys(besideEntry) as FileName[]).filter((name) =>
    /^(ort|codec|processor)\./.test(name),
  );
  const addresses = Object.fromEntries(further.map((name) => [name, addressOf(name)]));
  return `${addressOf(worker)}#${encodeURIComponent(JSON.stringify(addresses))}`;
}

/**
 * The scripts of the package: files of their own, which the policy of a site allows where it would refuse
 * data addresses.
 */
export const ownFiles: OwnFiles = {
  startEngine: (name) => new Worker(withRuntimes('engine.worker.js'), { type: 'module', name }),
  startImporter: () => new Worker(withRuntimes('importer.worker.js'), { type: 'module', name: 'importer' }),
  engineAddress: () => addressOf('engine.worker.js'),
  codecAddress: () => withRuntimes('codec.worker.js'),
  workletAddress: () => addressOf('playback.worklet.js'),
  folder: () => folder ?? import.meta.url.replace(/[^/]*$/, ''),
  moveTo: (to) => {
    folder = to;
  },
};
