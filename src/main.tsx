import { outsideOrigins } from './app/features/api/api-slice';
import { readApiOptions } from './app/features/api/kept-options';
import { createTrustedOrigins } from './app/features/models/trusted-origins';
import { mountPage, otherPageOf } from './app/mount-page';
import type { PagePorts } from './app/page-ports';
import { reopenPage, takeReopening } from './app/reopening';
import { findGoneCode, importLater } from './core/data/import-later';
import { pagePorts } from './pagevoice/page-ports';
import { pageDoors } from './platform/api/page-doors';
import { fetchEngineAgain } from './platform/bridge/create-speech-engine';
import { measureInWorker, rehearseInWorker } from './platform/bridge/measure-in-worker';
import { isGoneFromSite } from './platform/http/gone-from-site';
import { acceptLicence } from './platform/licences/accepted-licences';
import { allowOnlyAgreedOrigins } from './platform/page/connection-policy';
import { watchInstallOffer } from './platform/page/install-offer';
import { keepStorage } from './platform/page/keep-storage';
import { mediaKeys } from './platform/page/media-keys';
import { readMemoryBudget } from './platform/page/memory-budget';
import { pickFolder } from './platform/page/pick-folder';
import { receiveTexts } from './platform/page/received-texts';
import { saveBlob } from './platform/page/save-blob';
import { stayAwake } from './platform/page/stay-awake';
import { registerSiteWorker, siteWorkerAsker } from './platform/service-worker/register-site-worker';
import { createSiteKeeper } from './platform/service-worker/site-keeper';
import { openSiteNetwork } from './platform/service-worker/site-network';
import { watchUpdate } from './platform/service-worker/site-update';

const pageUrl = new URL(document.baseURI);
pageUrl.search = location.search;
// The page is a caller of the package: its engine, its sound and its library are joined in the same place.
const own = pagePorts(fetchEngineAgain);
const { notes } = own;
allowOnlyAgreedOrigins(location.origin, [
  ...createTrustedOrigins(notes).list(),
  ...outsideOrigins(readApiOptions(notes)),
]);
const network = openSiteNetwork();
const engine = own.createEngine();
const otherPage = otherPageOf(pageUrl.searchParams);
// It starts while the page is drawn and a model is looked for.
if (!otherPage) engine.begin();
findGoneCode(isGoneFromSite);

const offline = createSiteKeeper(
  siteWorkerAsker(() => registerSiteWorker(new URL('service.worker.js', document.baseURI))),
);

const ports: PagePorts = {
  engine,
  library: own.library(),
  measureDevice: measureInWorker,
  rehearse: rehearseInWorker,
  memoryBudget: readMemoryBudget(navigator),
  pickFolder,
  acceptLicence,
  saveBlob,
  saveFile: async (name) => {
    const load = () => import('./platform/page/save-file');
    return (await importLater(load)).saveFile(name);
  },
  stayAwake: stayAwake(navigator, document),
  findModels: (signal) => own.findModels(pageUrl, signal),
  openSpeaker: own.openSpeaker,
  decodeAudio: own.decodeAudio,
  startRecording: async () => {
    const load = () => import('./platform/webaudio/start-recording');
    return (await importLater(load)).startRecording();
  },
  notes,
  ownOrigin: location.origin,
  reopen: reopenPage,
  openErasing: () => location.assign('?erase'),
  reopened: takeReopening(),
  openProjects: async (onLost) => {
    const load = () => import('./platform/projects/idb-project-store');
    const { openIdbProjectStore } = await importLater(load);
    return openIdbProjectStore(onLost);
  },
  openVoices: async () => {
    const load = () => import('./platform/voices/idb-voice-store');
    const { idbVoiceStore } = await importLater(load);
    return idbVoiceStore();
  },
  holdProject: async (id) => {
    const { webLocks } = await importLater(() => import('./platform/opfs/web-locks'));
    return webLocks.tryLock(`pagevoice-project-${id}`, 'exclusive');
  },
  keepStorage,
  onLeaving: (listener) => document.addEventListener('visibilitychange', listener),
  mediaKeys: mediaKeys(navigator),
  newId: own.newId,
  nowMs: () => Date.now(),
  previewUrl: (file) => URL.createObjectURL(file),
  revokePreviewUrl: (url) => URL.revokeObjectURL(url),
  drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  nowSeconds: () => performance.now() / 1000,
  offline,
  installOffer: watchInstallOffer(window),
  ...(network && { network, update: watchUpdate(navigator.serviceWorker) }),
  isForStudio: pageUrl.searchParams.has('studio'),
  receiveTexts: (take) => receiveTexts(new URL('./', document.baseURI).href, take),
  // A page without an engine answers no calls; and the one that erases tells other tabs by their locks.
  ...(!otherPage && {
    apiDoors: pageDoors({
      scope: new URL('./', document.baseURI).href,
      window,
      serviceWorker: navigator.serviceWorker,
      locks: navigator.locks,
    }),
  }),
};
const firstModel = mountPage(document.getElementById('root')!, ports, otherPage);
if (!otherPage) void firstModel.then(own.wakeSoundService);

// The development server has no service worker. Elsewhere it waits: what it fetches must not slow down the
// model, and a rehearsal least of all.
if (import.meta.env.PROD && !otherPage) {
  void firstModel.then((backend) => {
    const { connection } = navigator as { readonly connection?: { readonly saveData?: boolean } };
    const keep = () =>
      offline.keep(backend === 'webgpu' ? 'webgpu' : 'processor', connection?.saveData === true);
    addEventListener('online', () => void keep());
    return keep();
  });
}
