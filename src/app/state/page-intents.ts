import type { Failure } from '../../core/failure';
import type { WaveformPeaks } from '../../core/pcm/waveform-peaks';
import { licenceQuestion } from '../../core/store/accepted-licences';
import type { InstalledModel, InterruptedInstall } from '../../core/store/model-library';
import type { BackendChoice } from '../../core/synthesis/speech-engine';
import type { WrittenRange } from '../../core/text/mapped-text';
import { type Pronunciation, writePronunciationFile } from '../../core/text/pronunciations';
import { Asking } from './asking';
import { choiceOf } from './library-state';
import { LibraryWork, type PageOrder } from './library-work';
import { Measuring } from './measuring';
import { ModelChecking } from './model-checking';
import { ModelLoading } from './model-loading';
import type { PageDevices } from './page-devices';
import type { PageForm } from './page-form';
import { isAtWork, isBusy, type ModelChoice } from './page-state';
import type { PageStore } from './page-store';
import { Playing } from './playing';
import { Previewing } from './previewing';
import { Reading } from './reading';
import { ReferenceTaking } from './reference-taking';
import { Speaking } from './speaking';
import { takeFileName, wavFileOf } from './take-file';

/** Everything a person can wish for on this page; nothing here throws. */
export type PageIntents = {
  readonly change: (change: Partial<PageForm>) => void;
  readonly chooseModel: (choice: ModelChoice) => void;
  readonly chooseBackend: (backend: BackendChoice) => void;
  readonly retryModel: () => void;
  /** Every check that can be made of the loaded model. */
  readonly checkModel: () => void;
  readonly stopCheck: () => void;
  /** And goes on with what it stood in front of. */
  readonly acceptLicence: (fingerprint: string) => void;
  readonly speak: () => void;
  readonly stop: () => void;
  /** Lets a preset be heard; the same one again stops it. */
  readonly previewVoice: (voiceId: string) => void;
  readonly playFrom: (seconds: number) => void;
  /** After a pause by the system. */
  readonly resumeSound: () => void;
  readonly download: () => void;
  readonly switchRule: (name: string, isOn: boolean) => void;
  /** All rules as the voice's package says. */
  readonly resetRules: () => void;
  readonly changePronunciations: (
    change: (list: readonly Pronunciation[]) => readonly Pronunciation[],
  ) => void;
  readonly exportPronunciations: () => void;
  /** Selects it in the text field. */
  readonly showInText: (place: WrittenRange) => void;
  readonly drawSeed: () => void;
  readonly startRecording: () => void;
  readonly stopRecording: () => void;
  readonly takeReferenceFile: (file: File) => void;
  readonly dropReference: () => void;
  readonly dismissProblem: () => void;
  readonly installModel: (order: PageOrder, title: string) => void;
  readonly resumeInstall: (interrupted: InterruptedInstall) => void;
  readonly discardInstall: (interrupted: InterruptedInstall) => void;
  readonly loadInstalled: (model: InstalledModel) => void;
  readonly verifyModel: (model: InstalledModel) => void;
  readonly exportModel: (model: InstalledModel) => void;
  readonly removeModel: (model: InstalledModel) => void;
  readonly stopLibraryTask: () => void;
  /** What large models would be like here. */
  readonly measureDevice: () => void;
  /** The answers to `PageState.question`. */
  readonly goOn: () => void;
  readonly notNow: () => void;
};

/** What the waveform is drawn from, many times a second and past React. */
export type SoundView = {
  readonly peaks: () => WaveformPeaks | null;
  readonly playedSeconds: () => number;
};

/** Joins the parts of the page that do something. `start` is called once, by whoever makes it. */
export function createPageIntents(
  store: PageStore,
  devices: PageDevices,
): { readonly intents: PageIntents; readonly sound: SoundView; readonly start: () => Promise<void> } {
  const checking = new ModelChecking(store, devices);
  const asking = new Asking(store, devices);
  const measuring = new Measuring(store, devices);
  const models = new ModelLoading(store, devices, asking);
  const library = new LibraryWork(store, devices, asking);
  const playing = new Playing(store, devices);
  const previewing = new Previewing(store, devices, playing);
  const reading = new Reading(store, devices);
  const reference = new ReferenceTaking(store, devices);
  const speaking = new Speaking(store, devices, playing, (signal) => reference.codes(signal));
  const hush = () => {
    previewing.stop();
    speaking.stop();
  };
  const reload = (load: () => Promise<void>) => {
    hush();
    checking.drop();
    measuring.stop();
    void load();
  };
  const intents: PageIntents = {
    change: (change) => store.dispatch({ type: 'form-changed', change }),
    chooseModel: (choice) => reload(() => models.load(choice)),
    chooseBackend: (backend) => reload(() => models.chooseBackend(backend)),
    retryModel: () => reload(() => models.retry()),
    checkModel: () => {
      measuring.stop();
      void checking.start();
    },
    stopCheck: () => checking.stop(),
    acceptLicence: (fingerprint) =>
      void devices.acceptLicence(fingerprint).then(() => {
        const { model, library: installing } = store.getState();
        const waited = (failure: Failure | null) => licenceQuestion(failure)?.fingerprint === fingerprint;
        if (model.type === 'failed' && waited(model.failure)) intents.retryModel();
        if (waited(installing.problem)) void library.again();
      }),
    speak: () => {
      previewing.stop();
      measuring.stop();
      // While a former sound still plays: it is not given up for what cannot be said.
      const failure = isBusy(store.getState().speech) ? null : reading.refusal();
      if (failure) store.dispatch({ type: 'problem-met', failure });
      else void speaking.speak();
    },
    stop: hush,
    previewVoice: (voiceId) => void previewing.toggle(voiceId),
    playFrom: (seconds) => {
      previewing.stop();
      if (speaking.take) void playing.play(speaking.take, seconds);
    },
    resumeSound: () => playing.wake(),
    download: () => {
      const { take } = store.getState();
      if (!take || !speaking.take) return;
      devices.saveBlob(takeFileName(take.text, take.seed), wavFileOf(speaking.take));
    },
    switchRule: (name, isOn) => reading.switchRule(name, isOn),
    resetRules: () => reading.resetRules(),
    changePronunciations: (change) => reading.changeList(change),
    exportPronunciations: () => {
      const file = writePronunciationFile(store.getState().form.pronunciations);
      devices.saveBlob('pronunciations.json', new Blob([file], { type: 'application/json' }));
    },
    showInText: (place) => store.dispatch({ type: 'place-shown', place }),
    drawSeed: () => intents.change({ seed: String(devices.drawSeed()), isSeedLocked: true }),
    startRecording: () => {
      // What sounds now would be recorded too.
      previewing.stop();
      playing.stop();
      void reference.startRecording();
    },
    stopRecording: () => void reference.stopRecording(),
    takeReferenceFile: (file) => void reference.useFile(file, file.name),
    dropReference: () => reference.drop(),
    dismissProblem: () => store.dispatch({ type: 'problem-dismissed' }),
    installModel: (order, title) => {
      measuring.stop();
      void library.install(order, title);
    },
    resumeInstall: ({ order, title }) => {
      if (order) intents.installModel(order, title);
    },
    discardInstall: ({ id }) => void library.discard(id),
    loadInstalled: (model) => reload(() => models.load(choiceOf(model)).then(() => library.refresh())),
    verifyModel: (model) => void library.verify(model),
    exportModel: (model) => void library.export(model),
    removeModel: ({ id }) => void library.remove(id),
    stopLibraryTask: () => library.stop(),
    measureDevice: () => void measuring.start(),
    goOn: () => {
      const { question } = store.getState();
      asking.agree(question);
      store.dispatch({ type: 'question-answered', answer: 'go on' });
      if (question.type === 'load') {
        reload(() => models.load(question.choice).then(() => library.refresh()));
      }
      if (question.type === 'install') intents.installModel(question.order, question.title);
    },
    notNow: () => store.dispatch({ type: 'question-answered', answer: 'not now' }),
  };
  store.subscribe(() => devices.stayAwake(isAtWork(store.getState())));
  store.dispatch({ type: 'room-told', room: devices.room });
  return {
    intents,
    sound: { peaks: () => speaking.peaks, playedSeconds: () => playing.playedSecondsNow() },
    start: async () => {
      await reading.start();
      await models.start();
      await library.refresh();
    },
  };
}
