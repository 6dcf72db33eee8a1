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
import { followOffline } from './features/offline/offline-controller';
import { createPlaybackController } from './features/playback/playback-controller';
import { createReadingController } from './features/reading/reading-controller';
import { createSettingsController } from './features/settings/settings-controller';
import { createSpeechController } from './features/speech/speech-controller';
import { isBusy } from './features/speech/speech-slice';
import { createStudioDoor } from './features/studio/studio-door';
import { createPreviewController } from './features/voices/preview-controller';
import { createReferenceController } from './features/voices/reference-controller';
import { createLanguageController } from './language/language-controller';
import { MakingWay } from './making-way';
import type { PagePorts } from './page-ports';
import type { PageState, PageStore } from './store';

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
  const reading = createReadingController(parts);
  const speech = createSpeechController(parts, playback, reading, reference);
  const studio = createStudioDoor(parts, playback, reference);
  const api = createApiController(parts, models);
  const recentFailures = followFailures(store);
  followOffline(parts);
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
    reading,
    speech,
    studio,
    api,
  };
}

/** Lets a new page find its model. @returns when the first model was loaded or could not be. */
export async function startPage({ reading, studio, models, library }: PageControllers): Promise<void> {
  await reading.start();
  studio.start();
  await models.start();
  await library.refresh();
}

/** Something is being made or heard: keeps page and display awake. */
const isAtWork = ({ speech, studio, playback, api }: PageState): boolean =>
  isBusy(speech) ||
  (studio?.makingRowId ?? null) !== null ||
  api.workingCount > 0 ||
  playback.type === 'buffering' ||
  playback.type === 'playing';
