import { publishedShapes } from '../../../core/rehearsal/published-shapes';
import type { RehearsalOrder } from '../../../core/rehearsal/rehearsal';
import { t } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { WorkProgress } from '../../widgets/work-progress';
import { planName } from './plan-names';
import { progressText } from './rehearsal-words';

/** The rehearsal that is going on, with its end, or why it failed. */
export function RehearsalLine() {
  const rehearsal = usePageState((state) => state.rehearsal);
  const { rehearsal: controller } = useControllers();
  if (rehearsal.type === 'none') return null;
  const name = nameOf(rehearsal.order);
  if (rehearsal.type === 'failed') {
    return (
      <p role="alert" className="field-problem">
        {name}: {rehearsal.failure.message}
      </p>
    );
  }
  const { progress } = rehearsal;
  const bytes = progress.stage === 'loading' ? progress : null;
  const steps =
    progress.stage === 'speaking' ? { doneBytes: progress.steps, totalBytes: progress.stepCount } : null;
  return (
    <WorkProgress text={t`Rehearsing ${name}: ${progressText(progress)}`} progress={bytes ?? steps}>
      <div className="buttons small">
        <button type="button" onClick={controller.stop}>{t`Cancel the rehearsal`}</button>
      </div>
    </WorkProgress>
  );
}

export function nameOf({ shape, plan }: RehearsalOrder): string {
  return `${publishedShapes[shape].title}, ${planName(plan)}`;
}
