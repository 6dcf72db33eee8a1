import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ApiSlice, firstApi } from './features/api/api-slice';
import { type DeviceSlice, firstDevice } from './features/device/device-slice';
import { type CheckSlice, firstCheck } from './features/models/check-slice';
import { firstLibrary, type LibrarySlice } from './features/models/library-slice';
import { firstModels, type ModelsSlice } from './features/models/models-slice';
import { firstNetwork, type NetworkSlice } from './features/network/network-slice';
import { firstOffline, type OfflineSlice } from './features/offline/offline-slice';
import { firstPlayback, type PlaybackSlice } from './features/playback/playback-slice';
import { firstReading, type ReadingSlice } from './features/reading/reading-slice';
import { firstSettings, type SettingsSlice } from './features/settings/settings-slice';
import { firstSpeech, type SpeechSlice } from './features/speech/speech-slice';
import { firstStudio, type StudioSlice } from './features/studio/studio-slice';
import { firstVoices, type VoicesSlice } from './features/voices/voices-slice';

/** All state that React draws. Loading, generating and playing run side by side, so each has its own union. */
export type PageState = SettingsSlice &
  ReadingSlice &
  ModelsSlice &
  CheckSlice &
  LibrarySlice &
  DeviceSlice &
  VoicesSlice &
  SpeechSlice &
  PlaybackSlice &
  StudioSlice &
  OfflineSlice &
  NetworkSlice &
  ApiSlice;

export const firstPageState: PageState = {
  ...firstSettings,
  ...firstReading,
  ...firstModels,
  ...firstCheck,
  ...firstLibrary,
  ...firstDevice,
  ...firstVoices,
  ...firstSpeech,
  ...firstPlayback,
  ...firstStudio,
  ...firstOffline,
  ...firstNetwork,
  ...firstApi,
};

/** Argument of `setState`: new values, or a function that gives them. */
export type PageChange = Partial<PageState> | ((state: PageState) => Partial<PageState>);

/** Holds the state outside React, so that work goes on whatever is mounted. */
export type PageStore = StoreApi<PageState>;

export function createPageStore(first: PageState = firstPageState): PageStore {
  return createStore<PageState>()(() => first);
}
