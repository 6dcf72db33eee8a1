import { importLater } from '../../../core/data/import-later';
import type { ControllerParts } from '../../controller-parts';
import { sentenceOf, toFailure } from '../../failures';
import { warned } from '../speech/speech-slice';
import type { OwnVoices } from './own-voices-controller';
import { OWN_VOICES_NOTE } from './own-voices-note';
import type { ReferenceController } from './reference-controller';

/** All of the own voices that is there before one is kept. */
export function createOwnVoicesDoor(parts: ControllerParts, reference: ReferenceController) {
  let opening: Promise<OwnVoices> | null = null;

  function open(): Promise<OwnVoices> {
    const load = () => import('./own-voices-controller');
    opening ??= importLater(load).then(({ openOwnVoices }) => openOwnVoices(parts, reference));
    opening.catch(() => {
      opening = null;
    });
    return opening;
  }

  /** Reads the voices of this device, where there are any. */
  async function start(): Promise<void> {
    if (parts.ports.notes.read(OWN_VOICES_NOTE) === 'true') await act(async () => {});
  }

  /** Works with the own voices. @returns null where their code or their store cannot be opened, which is told. */
  async function act<T>(work: (voices: OwnVoices) => Promise<T>): Promise<T | null> {
    try {
      return await work(await open());
    } catch (error) {
      parts.store.setState(warned(sentenceOf(toFailure(error))));
      return null;
    }
  }

  return { start, act };
}
