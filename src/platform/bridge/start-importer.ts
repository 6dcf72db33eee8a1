import { expose } from 'comlink';
import { LocalModelLibrary } from '../../core/library/local-model-library';
import { HttpFiles } from '../http/http-files';
import { patientRetry, type Transport } from '../http/transport';
import { acceptedLicences } from '../licences/accepted-licences';
import { directoryPackageWriter } from '../opfs/directory-package-writer';
import { OpfsFiles } from '../opfs/opfs-files';
import { openPicked } from '../opfs/picked-files';
import { webLocks } from '../opfs/web-locks';
import { decodeCodesOn } from '../ort/decode-codes';
import { loadOrt } from '../ort/load-ort';
import { webRounding } from '../threads/web-rounding';
import { serveLibrary } from './serve-library';
import { weighPackage } from './weigh-package';

/** Builds the model library of this worker and answers the page's calls. */
export function startImporter(): void {
  const transport: Transport = {
    fetch: (url, init) => fetch(url, init),
    retry: patientRetry,
    mayConditionRange: (url) => url.origin === location.origin,
  };
  const library = new LocalModelLibrary({
    files: new OpfsFiles(),
    locks: webLocks,
    openWebFolder: (url, names, onBytes, signal) => new HttpFiles(url, names, transport, onBytes, signal),
    acceptedLicences,
    startRounder: () => webRounding(navigator.hardwareConcurrency),
    decodeCodes: decodeCodesOn(async () => ({
      ort: await loadOrt('wasm', 1),
      provider: 'wasm',
      threadCount: 1,
    })),
    openPicked,
    openFolder: directoryPackageWriter,
    now: () => Date.now(),
  });
  expose(serveLibrary(library, weighPackage));
}
