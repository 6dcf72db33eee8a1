import type { Failure } from '../../../core/failure';
import { licenceQuestion } from '../../../core/package/accepted-licences';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import type { KeptOverReopening } from '../../reopening';
import type { BigModelGate } from './big-model-gate';
import type { LibraryController } from './library-controller';
import { libraryChanged } from './library-slice';
import type { ModelsController } from './models-controller';
import { type BigModelQuestion, modelFailed, questionDeclined } from './models-slice';

/** Answers to the questions before a model: its size, its origin or its licence. What waits then continues. */
export function createQuestionController(
  { store, ports }: ControllerParts,
  gate: BigModelGate,
  models: ModelsController,
  library: LibraryController,
) {
  async function confirm(): Promise<void> {
    const { question, form } = store.getState();
    store.setState({ question: { type: 'none' } });
    try {
      if (!gate.confirm(question)) return ports.reopen({ text: form.text, waiting: waitingOf(question) });
    } catch (error) {
      const failure = toFailure(error);
      return store.setState(
        question.type === 'load' ? modelFailed(failure) : libraryChanged({ problem: failure }),
      );
    }
    if (question.type === 'load') {
      await models.load(question.choice);
      await library.refresh();
    }
    if (question.type === 'install') await library.install(question.order, question.title);
  }

  function decline(): void {
    store.setState(questionDeclined);
  }

  async function acceptLicence(fingerprint: string): Promise<void> {
    await ports.acceptLicence(fingerprint);
    const {
      model,
      library: { problem },
    } = store.getState();
    const isHeldUp = (failure: Failure | null) => licenceQuestion(failure)?.fingerprint === fingerprint;
    if (model.type === 'failed' && isHeldUp(model.failure)) void models.retry();
    if (isHeldUp(problem)) void library.again();
  }

  /** Goes on where the page was before it was opened anew. @returns what has to wait until the models are there. */
  function resume(): () => Promise<void> {
    const { reopened } = ports;
    if (!reopened) return async () => {};
    const { text, waiting } = reopened;
    // The same text would be offered once more.
    store.setState(({ form, studioOffer }) => ({
      form: { ...form, text },
      studioOffer: studioOffer?.type === 'text' ? null : studioOffer,
    }));
    return async () => {
      if (waiting) await library.install(waiting.order, waiting.title);
    };
  }

  return { confirm, decline, acceptLicence, resume };
}

/** A model that is loaded is named by the page's address, and needs no note. */
function waitingOf(question: BigModelQuestion): KeptOverReopening['waiting'] {
  if (question.type !== 'install' || question.order.type === 'files') return null;
  return { order: question.order, title: question.title };
}
