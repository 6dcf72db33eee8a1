import type { Failure } from '../../../core/failure';
import { licenceQuestion } from '../../../core/package/accepted-licences';
import type { ControllerParts } from '../../controller-parts';
import type { BigModelGate } from './big-model-gate';
import type { LibraryController } from './library-controller';
import type { ModelsController } from './models-controller';
import { questionDeclined } from './models-slice';

/** Answers to the questions before a model: its size or its licence. The waiting load then continues. */
export function createQuestionController(
  { store, ports }: ControllerParts,
  gate: BigModelGate,
  models: ModelsController,
  library: LibraryController,
) {
  async function confirm(): Promise<void> {
    const { question } = store.getState();
    gate.confirm(question);
    store.setState({ question: { type: 'none' } });
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

  return { confirm, decline, acceptLicence };
}
