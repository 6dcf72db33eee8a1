import { mountPage } from '../../src/app/mount-page';
import { measureInWorker, rehearseInWorker } from '../../src/platform/bridge/measure-in-worker';
import { webLocks } from '../../src/platform/opfs/web-locks';
import { keepStorage } from '../../src/platform/page/keep-storage';
import { mediaKeys } from '../../src/platform/page/media-keys';
import { readMemoryBudget } from '../../src/platform/page/memory-budget';
import { saveBlob } from '../../src/platform/page/save-blob';
import { saveFile } from '../../src/platform/page/save-file';
import { stayAwake } from '../../src/platform/page/stay-awake';
import { openIdbProjectStore } from '../../src/platform/projects/idb-project-store';
import { keptNotes } from '../../src/platform/storage/kept-notes';
import { idbVoiceStore } from '../../src/platform/voices/idb-voice-store';
import { decodeAudio } from '../../src/platform/webaudio/decode-audio';
import { openSpeaker } from '../../src/platform/webaudio/open-speaker';
import { startRecording } from '../../src/platform/webaudio/start-recording';
import { fakeManifest } from './fake-manifest';
import { FakeModelLibrary } from './fake-model-library';
import { FakeSpeechEngine } from './fake-speech-engine';

/**
 * The real page with an engine that hums, to see every state without a model: `npm run dev`, then
 * /test/fakes/fake-page.html?pause=150&seconds=6&load=never-ends&fail=3&notice=It%20babbles.
 */
const query = new URLSearchParams(location.search);
const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
const failAfterChunks = number('fail');
const load = query.get('load');
const engine = new FakeSpeechEngine({
  manifest: fakeManifest({ notice: query.get('notice') ?? '' }),
  seconds: number('seconds') ?? 6,
  pause: () => new Promise((resolve) => setTimeout(resolve, number('pause') ?? 60)),
  ...(failAfterChunks === undefined ? {} : { failAfterChunks }),
  ...(load === 'fails' || load === 'never-ends' ? { load } : {}),
});

void mountPage(document.getElementById('root')!, {
  engine,
  library: new FakeModelLibrary(),
  measureDevice: measureInWorker,
  rehearse: rehearseInWorker,
  memoryBudget: readMemoryBudget(navigator),
  pickFolder: null,
  acceptLicence: async () => {},
  saveBlob,
  saveFile,
  stayAwake: stayAwake(navigator, document),
  findModels: async () => [
    { id: 'hum', title: 'Hum', url: new URL('hum/', location.href).href },
    { id: 'drone', title: 'Drone', url: new URL('drone/', location.href).href },
  ],
  openSpeaker,
  decodeAudio,
  startRecording,
  notes: keptNotes(() => localStorage, window),
  ownOrigin: location.origin,
  reopen: () => location.reload(),
  reopened: null,
  openErasing: () => location.assign('?erase'),
  openProjects: openIdbProjectStore,
  openVoices: async () => idbVoiceStore(),
  holdProject: (id) => webLocks.tryLock(`pagevoice-project-${id}`, 'exclusive'),
  keepStorage,
  onLeaving: (listener) => document.addEventListener('visibilitychange', listener),
  mediaKeys: mediaKeys(navigator),
  newId: () => crypto.randomUUID(),
  nowMs: () => Date.now(),
  previewUrl: (file) => URL.createObjectURL(file),
  revokePreviewUrl: (url) => URL.revokeObjectURL(url),
  drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
  nowSeconds: () => performance.now() / 1000,
});
