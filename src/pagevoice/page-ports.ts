import { importLater } from '../core/data/import-later';
import { fail } from '../core/failure';
import { createModelLibrary, type PageModelLibrary } from '../platform/bridge/create-model-library';
import type { PageEngine } from '../platform/bridge/create-speech-engine';
import { createSpeechEngines } from '../platform/bridge/create-speech-engines';
import { ownFiles } from '../platform/files/own-files';
import { findModels } from '../platform/http/find-models';
import { fetchScriptAgain } from '../platform/http/gone-from-site';
import { type KeptNotes, keptNotes } from '../platform/storage/kept-notes';
import { openSpeaker, wakeSoundService } from '../platform/webaudio/open-speaker';
import type { PagevoicePorts } from './pagevoice-ports';

/**
 * The ports of a page in a browser: those of the package, and of the Pagevoice page itself.
 * @param fetchEngine fetches the engine's script again after it could not be started; false when it is gone.
 */
export function pagePorts(
  fetchEngine = requireEngineScript,
): { readonly createEngine: () => PageEngine; readonly notes: KeptNotes } & PagevoicePorts {
  let library: PageModelLibrary | null = null;
  return {
    createEngine: () => createSpeechEngines(fetchEngine),
    library: () => {
      library ??= createModelLibrary();
      return library;
    },
    openSpeaker,
    wakeSoundService,
    decodeAudio: async (file, sampleRateHz) => {
      const load = () => import('../platform/webaudio/decode-audio');
      const { decodeAudio } = await importLater(load);
      return decodeAudio(file, sampleRateHz);
    },
    keepBlock: (block) => new Blob([block]),
    notes: keptNotes(() => localStorage, window),
    pageUrl: () => document.baseURI,
    filesFolder: ownFiles.folder,
    moveFiles: ownFiles.moveTo,
    findModels,
    readManifest: async (packageUrl, signal) => {
      const load = () => import('../platform/http/read-manifest');
      const { readManifest } = await importLater(load);
      return readManifest(packageUrl, signal);
    },
    newId: () => crypto.getRandomValues(new Uint32Array(2)).join('-'),
  };
}

/**
 * Fetches the engine's script past every cache.
 * @throws FailureError that names the address where it is not.
 */
async function requireEngineScript(): Promise<boolean> {
  const address = ownFiles.engineAddress();
  if (await fetchScriptAgain(address)) return true;
  return fail(
    'network',
    `There is no script of the speech engine at ${address}. Copy the package's files to that folder, or name theirs with the option “assets”.`,
    { address },
  );
}
