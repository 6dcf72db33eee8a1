import { fail } from '../../../core/failure';
import { type Sentence, say } from '../../../core/sentence';
import { freeName, type OwnVoice } from '../../../core/studio/own-voice';
import { parseVoiceFile, writeLockedVoiceFile, writeVoiceFile } from '../../../core/studio/voice-file';
import { MemoryVoiceStore, type VoiceStore } from '../../../core/studio/voice-store';
import { lockText, unlockText } from '../../../platform/voices/lock-text';
import type { ControllerParts } from '../../controller-parts';
import { failureSentence, toFailure } from '../../failures';
import { firstVoiceOf } from '../models/models-slice';
import { formChanged } from '../settings/settings-slice';
import { problemMet } from '../speech/speech-slice';
import { keepsNothing } from '../studio/kept-place';
import { consentWords } from './consent-words';
import { OWN_VOICES_NOTE } from './own-voices-note';
import type { ReferenceController } from './reference-controller';

export type OwnVoices = Awaited<ReturnType<typeof openOwnVoices>>;

/** Outcome of a voice file. */
export type VoiceImport =
  | { readonly type: 'added'; readonly isOfOtherModel: boolean }
  | { readonly type: 'locked' }
  | { readonly type: 'refused'; readonly message: string };

/** A person's own voices: kept, named, moved as files. What it returns never throws. */
export async function openOwnVoices({ store, ports }: ControllerParts, reference: ReferenceController) {
  const isOnDevice = !keepsNothing(ports.notes);
  const voices: VoiceStore = isOnDevice ? await ports.openVoices() : new MemoryVoiceStore();
  await show();

  /** Keeps the recording as codes of the loaded model, and chooses it. @returns whether it is kept. */
  async function keep(name: string): Promise<boolean> {
    return tried(async () => {
      const { model, form } = store.getState();
      const transcript = form.referenceTranscript.trim();
      const signal = new AbortController().signal;
      if (store.getState().reference.type !== 'ready')
        refuse('reference', say`There is no recording yet. Record a few seconds, or choose a file.`);
      if (transcript === '') refuse('transcript', say`Write down what the recording says, word for word.`);
      if (!form.referenceConsent)
        refuse('consent', say`Please confirm that you may use the recorded voice; then it can be kept.`);
      if (name.trim() === '') refuse('voiceName', say`Give the voice a name, by which it can be chosen.`);
      const made = await reference.codes(signal);
      if (!made || model.type !== 'ready') fail('model-not-loaded', say`No model is loaded. Load one first.`);
      const { codes, codebookCount, frameCount } = made;
      const voice = await add({
        id: ports.newId(),
        name: name.trim(),
        madeAtMs: ports.nowMs(),
        transcript,
        consent: { givenAtMs: ports.nowMs(), words: consentWords() },
        model: model.manifest.id,
        grid: { codes, codebookCount, frameCount },
      });
      store.setState(
        formChanged({
          voice: { type: 'kept', id: voice.id },
          referenceTranscript: '',
          referenceConsent: false,
        }),
      );
      reference.drop();
    });
  }

  async function rename(id: string, name: string): Promise<boolean> {
    return tried(async () => {
      const voice = find(id);
      const others = store.getState().ownVoices.filter((one) => one.id !== id);
      if (name.trim() === '') refuse('voiceName', say`Give the voice a name, by which it can be chosen.`);
      await voices.put({ ...voice, name: freeName(name.trim(), others) });
      await show();
    });
  }

  /** Projects that speak with it go on to: they have its codes. */
  async function remove(id: string): Promise<boolean> {
    return tried(async () => {
      await voices.remove(id);
      const { form, model, studio } = store.getState();
      const isChosen = form.voice.type === 'kept' && form.voice.id === id;
      // The narrator of an open project goes on with its codes, as with a recording that is not here.
      if (isChosen && model.type === 'ready')
        store.setState(formChanged({ voice: studio ? { type: 'own' } : firstVoiceOf(model.manifest) }));
      await show();
    });
  }

  /** Saves a voice as one file. @param passphrase empty for a file that anyone can open. */
  async function save(id: string, passphrase: string): Promise<boolean> {
    return tried(async () => {
      const voice = find(id);
      const plain = writeVoiceFile(voice);
      const text = passphrase === '' ? plain : writeLockedVoiceFile(await lockText(plain, passphrase));
      ports.saveBlob(fileName(voice), new Blob([text], { type: 'application/json' }));
    });
  }

  /** @param passphrase null before one was asked for. */
  async function takeFile(file: Blob, passphrase: string | null): Promise<VoiceImport> {
    try {
      const read = parseVoiceFile(await file.text());
      if (read.type === 'locked' && passphrase === null) return { type: 'locked' };
      const opened = read.type === 'locked' ? parseVoiceFile(await unlockText(read.text, passphrase!)) : read;
      if (opened.type !== 'open') fail('bad-request', say`The file holds another locked file, and no voice.`);
      const voice = await add(opened.voice);
      const { model } = store.getState();
      return { type: 'added', isOfOtherModel: model.type === 'ready' && model.manifest.id !== voice.model };
    } catch (error) {
      return { type: 'refused', message: failureSentence(toFailure(error)) };
    }
  }

  async function add(voice: OwnVoice): Promise<OwnVoice> {
    const known = store.getState().ownVoices;
    const isKnown = known.some(({ id }) => id === voice.id);
    const added = isKnown ? voice : { ...voice, name: freeName(voice.name, known) };
    await voices.put(added);
    if (isOnDevice) {
      ports.notes.write(OWN_VOICES_NOTE, 'true');
      void ports.keepStorage();
    }
    await show();
    return added;
  }

  async function show(): Promise<void> {
    store.setState({ ownVoices: await voices.list() });
  }

  function find(id: string): OwnVoice {
    const voice = store.getState().ownVoices.find((one) => one.id === id);
    return voice ?? fail('bad-request', say`This voice is not here any more.`);
  }

  /** @returns whether it could be done. */
  async function tried(work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      store.setState({ problem: null });
      return true;
    } catch (error) {
      store.setState(problemMet(toFailure(error)));
      return false;
    }
  }

  return { isOnDevice, keep, rename, remove, save, takeFile };
}

function refuse(field: string, message: Sentence): never {
  return fail('bad-request', message, { field });
}

/** `anna.pagevoice-voice` */
function fileName({ name }: OwnVoice): string {
  const words = name.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return `${words.join('-').slice(0, 60) || 'voice'}.pagevoice-voice`;
}
