import { speechProfile } from '../../../core/speech/profile-of';
import { type CastVoice, NARRATOR, voiceKey, voiceOf } from '../../../core/studio/cast';
import { edited, redone, stepEnded, undone } from '../../../core/studio/edit-history';
import type { OwnVoice } from '../../../core/studio/own-voice';
import {
  type Draft,
  type EditParts,
  withChosenTake,
  withSpeakers,
  withText,
  withVoice,
} from '../../../core/studio/project';
import { textLanguage } from '../../../core/text/speech-profile';
import type { ControllerParts } from '../../controller-parts';
import type { PageState } from '../../store';
import { manifestOf, presetsOf, usableVoices } from '../models/models-slice';
import { checkForm } from '../settings/page-request';
import { formChanged } from '../settings/settings-slice';
import type { ReferenceController } from '../voices/reference-controller';
import type { ProjectKeeper } from './project-keeper';
import { castVoiceOf, formOfSettings, formOfVoice, settingsOfForm } from './project-settings';
import { type StudioState, studioChanged } from './studio-slice';
import { takesOf } from './studio-view';

/** Typing that goes on without this break is one step of undo. */
const STEP_MILLISECONDS = 1500;
/** UTF-16 units that are read with every key; longer texts once typing pauses. */
const AT_ONCE_LENGTH = 8000;
const TEXT_MILLISECONDS = 250;

/** Changes the draft, follows the page's form into it, and undoes. */
export class DraftEditor {
  readonly #parts: ControllerParts;
  readonly #keeper: ProjectKeeper;
  readonly #reference: ReferenceController;
  #stepTimer: ReturnType<typeof setTimeout> | undefined;
  #textTimer: ReturnType<typeof setTimeout> | undefined;
  /** The form is being filled from the draft. */
  #isFilling = false;

  constructor(parts: ControllerParts, keeper: ProjectKeeper, reference: ReferenceController) {
    this.#parts = parts;
    this.#keeper = keeper;
    this.#reference = reference;
    parts.store.subscribe((state, before) => {
      if (state.form !== before.form && !this.#isFilling) this.#followForm(state);
    });
  }

  undo(): void {
    this.#step(undone);
  }

  redo(): void {
    this.#step(redone);
  }

  /** The text of the page is that of the draft from here on. */
  settle(): void {
    clearTimeout(this.#textTimer);
    const { studio, form } = this.#parts.store.getState();
    if (!studio || form.text === studio.project.draft.text) return;
    this.edit((draft) => withText(draft, form.text, this.#editParts(studio)), 'text');
  }

  setVoice(name: string, voice: CastVoice): void {
    this.edit(
      (draft, studio) => withVoice(draft, name, voice, [...studio.takes.values()].flat()),
      `voice ${name}`,
    );
    if (name === NARRATOR) this.#fill({ ...formOfVoice(voice, this.#ownVoices) });
  }

  chooseTake(rowId: string, takeId: string): void {
    this.edit((draft) => withChosenTake(draft, rowId, takeId), `take ${rowId} ${takeId}`);
  }

  /** Says that words before a colon are no speaker, or are one after all. */
  setSpeaker(name: string, isSpeaker: boolean): void {
    this.edit((draft, studio) => {
      const others = draft.notSpeakers.filter((one) => one !== name);
      return withSpeakers(draft, isSpeaker ? others : [...others, name], this.#editParts(studio));
    }, `speaker ${name}`);
  }

  setTitle(title: string): void {
    this.edit((draft) => ({ ...draft, title }), 'title');
  }

  /**
   * Gives the narrator the voice of the voice panel; a recording is encoded for it.
   * @throws FailureError where the recording cannot be used.
   */
  async followNarrator(signal: AbortSignal): Promise<void> {
    const { form } = this.#parts.store.getState();
    const known = castVoiceOf(form, this.#ownVoices);
    if (known) return this.#narrate(known);
    const recorded = await this.recordedVoice(signal);
    // A project that was opened has its own codes of a recording that is not here.
    if (recorded) this.#narrate(recorded);
  }

  /**
   * The voice of the recording in the voice panel; null without one.
   * @throws FailureError where its words or the consent are missing, or it cannot be used.
   */
  async recordedVoice(signal: AbortSignal): Promise<CastVoice | null> {
    const { form, reference } = this.#parts.store.getState();
    if (reference.type === 'ready') checkForm({ ...form, voice: { type: 'own' } }, true);
    const grid = await this.#reference.codes(signal);
    return grid && { type: 'codes', grid, transcript: form.referenceTranscript.trim() };
  }

  /** Fills the form from a project that was opened. */
  fillForm(draft: Draft): void {
    const voice = draft.cast.find(({ name }) => name === NARRATOR)?.voice;
    this.#fill({
      text: draft.text,
      ...formOfSettings(draft.settings),
      ...(voice && formOfVoice(voice, this.#ownVoices)),
    });
  }

  /** @param kind edits of the same kind in a row are one step. */
  edit(change: (draft: Draft, studio: StudioState) => Draft, kind: string): void {
    const { store, ports } = this.#parts;
    store.setState(
      studioChanged((studio) => {
        const { draft } = studio.project;
        const next = change(draft, studio);
        if (next === draft) return {};
        return {
          history: edited(studio.history, draft, kind),
          project: { ...studio.project, draft: next, changedAtMs: ports.nowMs() },
        };
      }),
    );
    clearTimeout(this.#stepTimer);
    this.#stepTimer = setTimeout(
      () => store.setState(studioChanged(({ history }) => ({ history: stepEnded(history) }))),
      STEP_MILLISECONDS,
    );
    this.#keeper.schedule();
  }

  get #ownVoices(): readonly OwnVoice[] {
    return usableVoices(this.#parts.store.getState());
  }

  #followForm(state: PageState): void {
    const { studio, form } = state;
    if (!studio) return;
    const { draft } = studio.project;
    if (form.text !== draft.text) {
      clearTimeout(this.#textTimer);
      if (form.text.length < AT_ONCE_LENGTH) this.settle();
      else this.#textTimer = setTimeout(() => this.settle(), TEXT_MILLISECONDS);
    }
    const settings = settingsOfForm(form);
    if (JSON.stringify(settings) !== JSON.stringify(draft.settings))
      this.edit((now) => ({ ...now, settings }), 'settings');
    const voice = castVoiceOf(form, state.ownVoices);
    if (voice) this.#narrate(voice);
  }

  #narrate(voice: CastVoice): void {
    const draft = this.#parts.store.getState().studio?.project.draft;
    if (!draft || voiceKey(voiceOf(draft.cast, NARRATOR)) === voiceKey(voice)) return;
    this.edit((now, studio) => withVoice(now, NARRATOR, voice, [...studio.takes.values()].flat()), 'voice');
  }

  #step(move: typeof undone<Draft>): void {
    const { store } = this.#parts;
    const { studio } = store.getState();
    const moved = studio && move(studio.history, studio.project.draft);
    if (!moved) return;
    const { present: draft, history } = moved;
    store.setState(studioChanged(({ project }) => ({ history, project: { ...project, draft } })));
    this.fillForm(draft);
    this.#keeper.schedule();
  }

  #fill(form: Parameters<typeof formChanged>[0]): void {
    this.#isFilling = true;
    this.#parts.store.setState(formChanged(form));
    this.#isFilling = false;
  }

  #editParts(studio: StudioState): EditParts {
    const state = this.#parts.store.getState();
    const manifest = manifestOf(state);
    return {
      newId: this.#parts.ports.newId,
      language: manifest ? textLanguage(speechProfile(manifest)) : 'en',
      voices: presetsOf(state).map(({ id }) => ({ type: 'preset', id })),
      hasTakes: (rowId) => takesOf(studio, rowId).length > 0,
    };
  }
}
