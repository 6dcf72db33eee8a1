import { findGoneCode } from '../../core/data/import-later';
import { localModelLibrary } from '../../core/library/local-model-library';
import { storedPackage } from '../../core/library/stored-package';
import { askServer } from '../http/ask-server';
import { isGoneFromSite } from '../http/gone-from-site';
import { HttpFiles } from '../http/http-files';
import { webPackage } from '../http/http-package';
import { patientRetry, type Transport } from '../http/transport';
import { acceptedLicences } from '../licences/accepted-licences';
import { directoryPackageWriter } from '../opfs/directory-package-writer';
import { exportArchive } from '../opfs/export-archive';
import { OpfsFiles } from '../opfs/opfs-files';
import { openPicked } from '../opfs/picked-files';
import { storedModelId } from '../opfs/stored-model';
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
  findGoneCode(isGoneFromSite);
  const transport: Transport = {
    fetch: askServer,
    retry: patientRetry,
    mayConditionRange: (url) => url.origin === location.origin,
  };
  const library = localModelLibrary({
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
      return storedId ? storedPackage(new OpfsFiles(), storedId) : webPackage(packageUrl);
    },
    now: () => Date.now(),
  });
  const now = () => performance.now();
  serve(library, self, (reports) => spacedReports(reports, MILLISECONDS_BETWEEN_REPORTS, now));
}
