import { importLater } from '../../../core/data/import-later';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import type { PlaybackController } from '../playback/playback-controller';
import { emptyForm } from '../settings/settings-slice';
import { problemMet } from '../speech/speech-slice';
import type { ReferenceController } from '../voices/reference-controller';
import { keepsNothing, readOffer, writeKeepsNothing, writeText } from './kept-place';
import type { Studio } from './studio-controller';

/** Typing has paused. */
const PAUSE_MILLISECONDS = 300;

/** All of the studio that is there before it is opened. */
export function createStudioDoor(
  parts: ControllerParts,
  playback: PlaybackController,
  reference: ReferenceController,
) {
  const { store, ports } = parts;
  let opened: Studio | null = null;

  let textTimer: ReturnType<typeof setTimeout> | undefined;

  // Before the page is drawn for the first time.
  store.setState({ studioOffer: readOffer(ports.notes) });

  /** Keeps what is written without the studio. */
  function start(): void {
    store.subscribe(({ form, studio }, before) => {
      if (form.text === before.form.text || studio) return;
      clearTimeout(textTimer);
      textTimer = setTimeout(keepText, PAUSE_MILLISECONDS);
    });
    ports.onLeaving(keepText);
  }

  function keepText(): void {
    const { form, studio, studioClosed } = store.getState();
    if (studio || form.text === emptyForm.text || keepsNothing(ports.notes)) return;
    writeText(ports.notes, form.text === studioClosed?.text ? '' : form.text);
  }

  /** Puts the text that was offered into its field. */
  function takeText(text: string): void {
    store.setState(({ form }) => ({ form: { ...form, text }, studioOffer: null }));
  }

  /** Nothing outlives the page from here on; what was kept of the text is forgotten. */
  function keepNothing(): void {
    writeText(ports.notes, '');
    writeKeepsNothing(ports.notes, true);
    store.setState({ studioOffer: null });
  }

  /** @param id of a project; null for the one that was closed with the text of the page, else a new one with it. */
  async function open(id: string | null): Promise<void> {
    if (store.getState().isStudioOpening) return;
    store.setState({ isStudioOpening: true });
    try {
      const load = () => import('./studio-controller');
      const { createStudio } = await importLater(load);
      opened ??= createStudio(parts, playback, reference);
      const { form, studioClosed } = store.getState();
      const closedId = studioClosed?.text === form.text ? studioClosed.id : null;
      // The text is the project's from here on.
      if (await opened.open(id ?? closedId)) writeText(ports.notes, '');
      else store.setState({ studioClosed: null });
    } catch (error) {
      store.setState(problemMet(toFailure(error)));
    }
    store.setState({ isStudioOpening: false });
  }

  /** Goes on with the project of before, or begins one. */
  function openLast(): Promise<void> {
    const { studioOffer } = store.getState();
    return open(studioOffer && studioOffer.type !== 'text' ? studioOffer.id : null);
  }

  /** Hides the offer for this visit. */
  function declineOffer(): void {
    store.setState({ studioOffer: null });
  }

  return {
    start,
    takeText,
    keepNothing,
    openLast,
    open,
    declineOffer,
    /** @throws TypeError while the studio was never open. */
    get studio(): Studio {
      if (!opened) throw new TypeError('The studio is not open.');
      return opened;
    },
  };
}
