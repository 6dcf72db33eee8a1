import { mountPage } from './app/mount-page';
import { createModelLibrary } from './platform/bridge/create-model-library';
import { createSpeechEngine } from './platform/bridge/create-speech-engine';
import { measureInWorker } from './platform/bridge/measure-in-worker';
import { findModels } from './platform/http/find-models';
import { acceptLicence } from './platform/licences/accepted-licences';
import { allowOnlyModelOrigin } from './platform/page/connection-policy';
import { deviceRoom } from './platform/page/device-room';
import { pickFolder } from './platform/page/pick-folder';
import { saveBlob } from './platform/page/save-blob';
import { stayAwake } from './platform/page/stay-awake';
import { registerSiteWorker } from './platform/service-worker/register-site-worker';
import { keptNotes } from './platform/storage/kept-notes';
import { decodeAudio } from './platform/webaudio/decode-audio';
import { openSpeaker } from './platform/webaudio/open-speaker';
import { startRecording } from './platform/webaudio/start-recording';

const pageUrl = new URL(document.baseURI);
pageUrl.search = location.search;
allowOnlyModelOrigin(pageUrl);

const firstModel = mountPage(document.getElementById('root')!, {
  engine: createSpeechEngine(),
  library: createModelLibrary(),
  measureDevice: measureInWorker,
  room: deviceRoom(navigator),
  pickFolder,
  acceptLicence,
  saveBlob,
  stayAwake: stayAwake(navigator, document),
  findModels: (signal) => findModels(pageUrl, signal),
  openSpeaker,
  decodeAudio,
  startRecording,
  notes: keptNotes(() => localStorage, window),
  previewUrl: (file) => URL.createObjectURL(file),
  revokePreviewUrl: (url) => URL.revokeObjectURL(url),
  drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  nowSeconds: () => performance.now() / 1000,
});

// The development server has no service worker. Elsewhere it waits: what it fetches must not slow down the model.
if (import.meta.env.PROD) {
  const keep = () => registerSiteWorker(new URL('service.worker.js', document.baseURI));
  void firstModel.then(keep);
}
