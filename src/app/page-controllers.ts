import { isAtWork } from './at-work';
import type { ControllerParts } from './controller-parts';
import { createApiController } from './features/api/api-controller';
import { createDeviceController } from './features/device/device-controller';
import { followFailures } from './features/device/recent-failures';
import { createRehearsalController } from './features/device/rehearsal-controller';
import { createBigModelGate } from './features/models/big-model-gate';
import { createCheckController } from './features/models/check-controller';
import { createLibraryController } from './features/models/library-controller';
import { createModelsController } from './features/models/models-controller';
import { createQuestionController } from './features/models/question-controller';
import { createNetworkController } from './features/network/network-controller';
import { createOfflineController } from './features/offline/offline-controller';
import { createPlaybackController } from './features/playback/playback-controller';
import { createReadingController } from './features/reading/reading-controller';
import { createSettingsController } from './features/settings/settings-controller';
import { createSpeechController } from './features/speech/speech-controller';
import { createStudioDoor } from './features/studio/studio-door';
import { createOwnVoicesDoor } from './features/voices/own-voices-door';
import { createPreviewController } from './features/voices/preview-controller';
import { createReferenceController } from './features/voices/reference-controller';
import { createLanguageController } from './language/language-controller';
import { MakingWay } from './making-way';
import type { PagePorts } from './page-ports';
import type { PageStore } from './store';

/** User actions of the page, by feature; none throws. */
export type PageControllers = ReturnType<typeof createPageControllers>;

export function createPageControllers(store: PageStore, ports: PagePorts) {
  const parts: ControllerParts = { store, ports, way: new MakingWay() };
  const language = createLanguageController(ports);
  const gate = createBigModelGate(parts);
  const models = createModelsController(parts, gate);
  const library = createLibraryController(parts, gate, models);
  const question = createQuestionController(parts, gate, models, library);
  const check = createCheckController(parts);
  const device = createDeviceController(parts);
  const rehearsal = createRehearsalController(parts);
  const settings = createSettingsController(parts);
  const playback = createPlaybackController(parts);
  const preview = createPreviewController(parts, playback);
  const reference = createReferenceController(parts);
  const ownVoices = createOwnVoicesDoor(parts, reference);
  const reading = createReadingController(parts);
  const speech = createSpeechController(parts, playback, reading, reference);
  const studio = createStudioDoor(parts, playback, reference);
  const api = createApiController(parts, models);
  const recentFailures = followFailures(store);
  const network = createNetworkController(parts);
  const offline = createOfflineController(parts, library);
  store.subscribe((state) => ports.stayAwake(isAtWork(state)));
  return {
    language,
    models,
    library,
    question,
    check,
    device,
    recentFailures,
    rehearsal,
    settings,
    playback,
    preview,
    reference,
    ownVoices,
    reading,
    speech,
    studio,
    api,
    network,
    offline,
  };
}

/** Lets a new page find its model. @returns when the first model was loaded or could not be. */
export async function startPage({
  reading,
  studio,
  models,
  library,
  ownVoices,
  question,
}: PageControllers): Promise<void> {
  const goOn = question.resume();
  await reading.start();
  studio.start();
  await ownVoices.start();
  await models.start();
  await library.refresh();
  void goOn();
}
