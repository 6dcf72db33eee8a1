import { createPageControllers, startPage } from '../../src/app/page-controllers';
import type { PagePorts } from '../../src/app/page-ports';
import type { KeptOverReopening } from '../../src/app/reopening';
import { createPageStore, type PageState } from '../../src/app/store';
import { joinBytes } from '../../src/core/data/join-bytes';
import { MemoryProjectStore } from '../../src/core/studio/memory-project-store';
import { MemoryVoiceStore } from '../../src/core/studio/voice-store';
import type { MediaActions, MediaShown } from '../../src/platform/page/media-keys';
import { fakeFacts, roomy } from './device-facts';
import { fakeManifest } from './fake-manifest';
import { FakeModelLibrary } from './fake-model-library';
import { fakeRehearsal } from './fake-rehearsal';
import { FakeSpeaker } from './fake-speaker';
import { type FakeEngineOptions, FakeSpeechEngine } from './fake-speech-engine';
import { LicenceMemory } from './licences';
import { memoryNotes } from './memory-notes';

/** The page without React: store, controllers and fake ports, with all that they did to be looked at. */
export function fakePageParts(
  engineOptions: Partial<FakeEngineOptions> = {},
  change: Partial<PagePorts> = {},
) {
  const acceptedLicences = new LicenceMemory();
  const engine = new FakeSpeechEngine({ manifest: fakeManifest(), acceptedLicences, ...engineOptions });
  const speakers: FakeSpeaker[] = [];
  const saved: { name: string; bytes: Uint8Array }[] = [];
  /** Each change of what `stayAwake` was told. */
  const awake: boolean[] = [];
  /** What the page has kept each time it would have been opened anew. */
  const reopened: KeptOverReopening[] = [];
  let erasings = 0;
  const projects = new MemoryProjectStore();
  const voices = new MemoryVoiceStore();
  let ids = 0;
  let mediaActions: MediaActions | null = null;
  const mediaShown: (MediaShown | null)[] = [];
  let clock = 0;
  let seeds = 40;
  const ports: PagePorts = {
    engine,
    library: new FakeModelLibrary(acceptedLicences),
    measureDevice: async () => fakeFacts(),
    rehearse: async (order) => fakeRehearsal(order),
    memoryBudget: roomy,
    pickFolder: null,
    acceptLicence: async (fingerprint) => void acceptedLicences.fingerprints.add(fingerprint),
    saveBlob: (name, blob) =>
      void blob.arrayBuffer().then((bytes) => saved.push({ name, bytes: new Uint8Array(bytes) })),
    saveFile: async (name) => {
      const parts: Uint8Array[] = [];
      return {
        write: async (bytes) => void parts.push(bytes.slice()),
        close: async () => void saved.push({ name, bytes: joinBytes(parts) }),
        discard: async () => {},
      };
    },
    stayAwake: (isWanted) => {
      if (isWanted !== (awake.at(-1) ?? false)) awake.push(isWanted);
    },
    findModels: async () => [
      { id: 'hum', title: 'Hum', url: 'https://host.example/hum/' },
      { id: 'drone', title: 'Drone', url: 'https://host.example/drone/' },
    ],
    openSpeaker: async (sampleRateHz) => {
      const speaker = new FakeSpeaker(sampleRateHz);
      speakers.push(speaker);
      return speaker;
    },
    decodeAudio: async () => new Float32Array(0),
    startRecording: async () => ({ stop: async () => new Blob(['x']), level: () => 0.5, cancel: () => {} }),
    notes: memoryNotes(),
    ownOrigin: 'https://host.example',
    reopen: (kept) => void reopened.push(kept),
    reopened: null,
    openErasing: () => {
      erasings++;
    },
    openProjects: async () => projects,
    openVoices: async () => voices,
    holdProject: async () => () => {},
    keepStorage: async () => {},
    onLeaving: () => {},
    mediaKeys: {
      obey: (actions) => {
        mediaActions = actions;
      },
      show: (shown) => void mediaShown.push(shown),
    },
    newId: () => `id${++ids}`,
    nowMs: () => Date.UTC(2026, 0, 1) + ++ids,
    previewUrl: () => 'blob:preview',
    revokePreviewUrl: () => {},
    drawSeed: () => seeds++,
    nowSeconds: () => {
      clock += 0.01;
      return clock;
    },
    ...change,
  };
  const store = createPageStore();
  const controllers = createPageControllers(store, ports);
  const start = () => startPage(controllers);
  /** @throws Error with the last state when it never comes. */
  const until = async (what: (state: PageState) => boolean): Promise<PageState> => {
    for (let turn = 0; turn < 4000; turn++) {
      if (what(store.getState())) return store.getState();
      // Nearly everything comes within a few turns; what waits for another thread, such as hashing, needs real time.
      await new Promise((resolve) => (turn < 1000 ? setImmediate(resolve) : setTimeout(resolve, 5)));
    }
    throw new Error(`Never came: ${what}; ${JSON.stringify(store.getState())}`);
  };
  const untilReady = async () => {
    await start();
    await until(({ model }) => model.type === 'ready');
  };
  const media = { shown: mediaShown, actions: () => mediaActions! };
  return {
    controllers,
    media,
    start,
    store,
    engine,
    projects,
    voices,
    speakers,
    saved,
    awake,
    reopened,
    /** How often the page was left for the one that erases. */
    erasings: () => erasings,
    until,
    untilReady,
  };
}
