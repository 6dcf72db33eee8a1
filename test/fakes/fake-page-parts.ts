import type { PageDevices } from '../../src/app/state/page-devices';
import { createPageIntents } from '../../src/app/state/page-intents';
import type { PageState } from '../../src/app/state/page-state';
import { PageStore } from '../../src/app/state/page-store';
import { fakeFacts, roomy } from './device-facts';
import { fakeManifest } from './fake-manifest';
import { FakeModelLibrary } from './fake-model-library';
import { FakeSpeaker } from './fake-speaker';
import { type FakeEngineOptions, FakeSpeechEngine } from './fake-speech-engine';
import { LicenceMemory } from './licences';
import { memoryNotes } from './memory-notes';

/** The page without React: store, intents and fake devices, with all that they did to be looked at. */
export function fakePageParts(
  engineOptions: Partial<FakeEngineOptions> = {},
  change: Partial<PageDevices> = {},
) {
  const acceptedLicences = new LicenceMemory();
  const engine = new FakeSpeechEngine({ manifest: fakeManifest(), acceptedLicences, ...engineOptions });
  const speakers: FakeSpeaker[] = [];
  const saved: { name: string; bytes: Uint8Array }[] = [];
  /** Each change of what `stayAwake` was told. */
  const awake: boolean[] = [];
  let clock = 0;
  let seeds = 40;
  const devices: PageDevices = {
    engine,
    library: new FakeModelLibrary(acceptedLicences),
    measureDevice: async () => fakeFacts(),
    room: roomy,
    pickFolder: null,
    acceptLicence: async (fingerprint) => void acceptedLicences.fingerprints.add(fingerprint),
    saveBlob: (name, blob) =>
      void blob.arrayBuffer().then((bytes) => saved.push({ name, bytes: new Uint8Array(bytes) })),
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
    decodeAudio: async () => [new Float32Array(0)],
    startRecording: async () => ({ stop: async () => new Blob(['x']), cancel: () => {} }),
    notes: memoryNotes(),
    previewUrl: () => 'blob:preview',
    revokePreviewUrl: () => {},
    drawSeed: () => seeds++,
    nowSeconds: () => {
      clock += 0.01;
      return clock;
    },
    ...change,
  };
  const store = new PageStore();
  const parts = createPageIntents(store, devices);
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
    await parts.start();
    await until(({ model }) => model.type === 'ready');
  };
  return { ...parts, store, engine, speakers, saved, awake, until, untilReady };
}
