import { fail } from '../../../core/failure';
import { say } from '../../../core/sentence';
import { noHistory } from '../../../core/studio/edit-history';
import type { Project } from '../../../core/studio/project';
import { awake } from '../../../core/studio/sleep-timer';
import type { Take } from '../../../core/studio/take';
import { isTextFile, textOfFile } from '../../../platform/page/text-file';
import type { ControllerParts } from '../../controller-parts';
import { isModelComing } from '../models/models-slice';
import { untilModel } from '../models/until-model';
import type { PlaybackController } from '../playback/playback-controller';
import type { ReferenceController } from '../voices/reference-controller';
import { DraftEditor } from './draft-editor';
import { followMediaKeys } from './follow-media-keys';
import { readHearing } from './kept-hearing';
import { forgetOffer } from './kept-place';
import { ProjectKeeper } from './project-keeper';
import { ProjectShelf } from './project-shelf';
import { RowMaker } from './row-maker';
import { RowSounds } from './row-sounds';
import { StudioPlayer } from './studio-player';
import { firstStudio, type StudioState, studioChanged } from './studio-slice';
import { studioSentence } from './studio-view';
import { tried } from './tried';

/** The actions that a person has in the studio; none throws. */
export type Studio = ReturnType<typeof createStudio>;

/** Joins the parts of the studio. Its code is fetched when the studio is first opened. */
export function createStudio(
  parts: ControllerParts,
  playback: PlaybackController,
  reference: ReferenceController,
) {
  const { store, ports, way } = parts;
  const keeper = new ProjectKeeper(parts);
  const shelf = new ProjectShelf(parts, keeper);
  const sounds = new RowSounds(ports.engine, (takeId) => keeper.codes(takeId));
  const maker = new RowMaker(parts, sounds, keeper);
  const editor = new DraftEditor(parts, keeper, reference);
  const player = new StudioPlayer(parts, playback, sounds, maker, keeper);
  ports.onLeaving(() => {
    editor.settle();
    void keeper.flush();
  });
  way.stopWith('making', () => {
    stopWaiting();
    maker.stop();
  });
  store.subscribe((state) => {
    const sentence = studioSentence(state);
    if (state.studio && state.studio.sentence !== sentence) store.setState(studioChanged({ sentence }));
  });
  /** The action that was asked for waits for the model. */
  let waiting: AbortController | null = null;
  let opening: Promise<string> | null = null;
  let letGoOfProject = () => {};

  followMediaKeys(parts, player, () => play());

  /** @param id of a project; null for a new one with the text of the page. @returns whether it is open. */
  async function open(id: string | null): Promise<boolean> {
    opening ??= keeper.open();
    const problem = await opening;
    return tried(store, async () => {
      const project = id === null ? shelf.newProject() : await keeper.read(id);
      if (!project) {
        forgetOffer(ports.notes);
        return fail(
          'storage',
          say`This project is not on this device any more. Open another one, or import its file.`,
        );
      }
      const letGo = await hold(project.id);
      await begin(project, problem);
      letGoOfProject();
      letGoOfProject = letGo;
    });
  }

  /** @throws FailureError where another tab has the project open. @returns the way to let go of it. */
  async function hold(id: string): Promise<() => void> {
    const letGo = await ports.holdProject(id);
    return (
      letGo ?? fail('storage', say`This project is open in another tab. Close it there, then open it here.`)
    );
  }

  async function begin(project: Project, problem: string): Promise<void> {
    player.stop();
    await keeper.flush();
    const takes = await shelf.takesOf(project.id);
    const { form } = store.getState();
    const isNew = project.draft.text === '' && takes.size === 0;
    const keeping: StudioState['keeping'] = { isOnDevice: keeper.isOnDevice, state: 'kept', problem };
    store.setState({
      studio: {
        project,
        history: noHistory,
        takes,
        makingRowId: null,
        makingPace: null,
        wanted: [],
        failed: new Map(),
        shownRowId: null,
        hearing: {
          type: 'still',
          place: project.place,
          ...readHearing(ports.notes),
          isHurried: false,
          sleep: awake,
        },
        keeping,
        sentence: '',
        heads: null,
      },
      studioOffer: null,
    });
    keeper.began(project);
    if (isNew) store.setState({ form: { ...form } });
    else editor.fillForm(project.draft);
    store.setState(studioChanged({ history: noHistory }));
  }

  /** The page is as before; the project stays kept. */
  async function close(): Promise<void> {
    editor.settle();
    player.stop();
    await keeper.flush();
    letGoOfProject();
    store.setState(({ studio, form }) => ({
      ...firstStudio,
      studioClosed: studio && { id: studio.project.id, text: form.text },
    }));
  }

  /** Must be called inside a click or key press. */
  function play(rowId?: string): void {
    const place = rowId === undefined ? null : { rowId, seconds: 0 };
    prepare(() => player.play(place));
  }

  function toggle(): void {
    if (store.getState().studio?.hearing.type === 'still') play();
    else if (waiting) stopWaiting();
    else player.pause();
  }

  function sayAnew(rowId: string): void {
    prepare(() => maker.sayAnew(rowId));
  }

  /** The narrator's voice is that of the voice panel by the time something is made. */
  function prepare(act: () => void): void {
    editor.settle();
    store.setState({ problem: null });
    const { model, form } = store.getState();
    if (model.type !== 'ready') {
      if (isModelComing(model)) void actWithModel(act);
      return;
    }
    if (form.voice.type !== 'own') {
      act();
      return;
    }
    // The output is opened inside the click, before anything is waited for.
    playback.prepare(model.manifest.spec.codec.sampleRateHz);
    void tried(store, () => editor.followNarrator(new AbortController().signal).then(act));
  }

  /** Acts as soon as the model is there, unless something is stopped or begun meanwhile. */
  async function actWithModel(act: () => void): Promise<void> {
    stopWaiting();
    const abort = new AbortController();
    waiting = abort;
    playback.prepare();
    player.showWaiting(true);
    const isThere = await untilModel(store, abort.signal);
    if (waiting !== abort) return;
    stopWaiting();
    if (isThere) prepare(act);
  }

  function stopWaiting(): void {
    if (!waiting) return;
    waiting.abort();
    waiting = null;
    player.showWaiting(false);
  }

  /** Gives a speaker the voice of the recording in the voice panel. */
  function giveRecording(name: string): Promise<boolean> {
    return tried(store, async () => {
      const voice = await editor.recordedVoice(new AbortController().signal);
      if (!voice)
        fail(
          'bad-request',
          say`There is no recording yet: choose “From a recording” under Voice, and make one.`,
        );
      editor.setVoice(name, voice);
    });
  }

  /** Shows the takes of a row; null hides them. */
  function showRow(shownRowId: string | null): void {
    store.setState(studioChanged({ shownRowId }));
  }

  async function openNew(text = ''): Promise<void> {
    // The open project must not follow the page to its empty text.
    await close();
    store.setState(({ form }) => ({ form: { ...form, text }, isStudioOpening: true }));
    await open(null);
    store.setState({ isStudioOpening: false });
  }

  /** A project of a file: one that was exported, or a text. */
  async function importFile(file: File): Promise<void> {
    await tried(store, async () => {
      if (isTextFile(file)) return openNew(await textOfFile(file));
      await open(await shelf.importFile(file));
    });
  }

  async function removeProject(id: string): Promise<void> {
    const isOpen = store.getState().studio?.project.id === id;
    if (!isOpen) {
      await shelf.remove(id, () => hold(id));
      return;
    }
    player.stop();
    await shelf.remove(id);
    forgetOffer(ports.notes);
    letGoOfProject();
    store.setState(firstStudio);
  }

  return {
    open,
    openNew,
    close,
    play,
    toggle,
    sayAnew,
    giveRecording,
    showRow,
    keepOnDevice: (isWanted: boolean) => keeper.keepOnDevice(isWanted),
    importFile,
    removeProject,
    removeTake: (take: Take) => keeper.removeTake(take),
    editor,
    player,
    shelf,
    /** Sources of exports, whose code is fetched when it is wanted. */
    exports: { ...parts, sounds, maker, keeper, editor },
  };
}
