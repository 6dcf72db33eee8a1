import { LocalModelLibrary } from '../../core/library/local-model-library';
import { storedPackage } from '../../core/library/stored-package';
import { HttpFiles } from '../http/http-files';
import { HttpPackage } from '../http/http-package';
import { patientRetry, type Transport } from '../http/transport';
import { acceptedLicences } from '../licences/accepted-licences';
import { directoryPackageWriter } from '../opfs/directory-package-writer';
import { exportArchive } from '../opfs/export-archive';
import { OpfsFiles } from '../opfs/opfs-files';
import { storedModelId } from '../opfs/opfs-package';
import { openPicked } from '../opfs/picked-files';
import { webLocks } from '../opfs/web-locks';
import { decodeCodesOn } from '../ort/decode-codes';
import { loadOrt } from '../ort/load-ort';
import { webRounding } from '../threads/web-rounding';
import { serve } from './serve';
import { spacedReports } from './spaced-reports';

/** A page draws no faster. */
const MILLISECONDS_BETWEEN_REPORTS = 100;

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
    archive: exportArchive,
    openPackage: (packageUrl) => {
      const storedId = storedModelId(packageUrl);
      return storedId ? storedPackage(new OpfsFiles(), storedId) : new HttpPackage(packageUrl);
    },
    now: () => Date.now(),
  });
  const now = () => performance.now();
  serve(library, self, (reports) => spacedReports(reports, MILLISECONDS_BETWEEN_REPORTS, now));
}
