import { bytesText } from '../../../core/data/units';
import type { DeviceFacts, MemoryBudget } from '../../../core/device/device-facts';
import { fitOf } from '../../../core/device/fit';
import type { Plan } from '../../../core/device/model-weights';
import { publishedWeights } from '../../../core/device/published-weights';
import { outlookOf, type PlanOutlook } from '../../../core/device/recommend';
import { checkpointForms } from '../../../core/library/checkpoint-forms';
import type { PublishedShape } from '../../../core/rehearsal/published-shapes';
import type { Rehearsal } from '../../../core/rehearsal/rehearsal';
import { durationText } from '../../widgets/figures';
import { planNames } from './plan-names';
import { ratioText, stepText } from './rehearsal-words';

type ModelOutlookTableProps = {
  readonly shape: PublishedShape;
  readonly facts: DeviceFacts;
  readonly memoryBudget: MemoryBudget;
  readonly freeBytes: number | null;
  readonly withCloning: boolean;
  /** Rehearsals of this shape. */
  readonly rehearsed: readonly Rehearsal[];
  /** Null where no weights are published. */
  readonly onChoose: ((plan: Plan) => void) | null;
  /** Null while the device is busy. */
  readonly onRehearse: ((plan: Plan) => void) | null;
};

/** A published shape in each of its plans: how large, how fast, whether it fits, and which is advised. */
export function ModelOutlookTable(props: ModelOutlookTableProps) {
  const { shape, facts, memoryBudget, freeBytes, withCloning, rehearsed, onChoose, onRehearse } = props;
  const { title } = shape;
  const weights = publishedWeights[shape.id]!;
  const outlook = outlookOf(weights, facts, memoryBudget, freeBytes, withCloning);
  // A rehearsal stores nothing.
  const mayRehearse = (plan: Plan) =>
    fitOf(weights, plan, facts, memoryBudget, null, false).type !== 'will-not-fit';
  const { recommended, why } = outlook;
  const least = checkpointForms(shape.id, withCloning)[0]?.fetchedBytes;
  return (
    <>
      <table className="outlook">
        <caption>
          {title}:{' '}
          {least === undefined
            ? 'no weights are published'
            : `${bytesText(least)} to ${bytesText(outlook.fetchedBytes)} are fetched`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Stored as</th>
            <th scope="col">Work for 1 s of speech</th>
            <th scope="col">Here</th>
          </tr>
        </thead>
        <tbody>
          {outlook.plans.map((one) => (
            <tr key={one.plan}>
              <th scope="row">
                {planNames[one.plan]}
                {one.plan === recommended && <strong> Recommended</strong>}
                <small>
                  {bytesText(one.storedBytes)} on disk, {bytesText(one.neededBytes)} of memory
                </small>
              </th>
              <td>
                <Figures outlook={one} rehearsal={rehearsed.find(({ order }) => order.plan === one.plan)} />
              </td>
              <td>
                {fitText(one)}
                {onChoose && (
                  <PlainButton
                    name={`Choose ${title}, ${planNames[one.plan]}`}
                    act={() => onChoose(one.plan)}
                  />
                )}
                {mayRehearse(one.plan) && (
                  <PlainButton
                    name={`Rehearse ${title}, ${planNames[one.plan]}`}
                    act={onRehearse && (() => onRehearse(one.plan))}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {recommended ? `Recommended for ${title}: ${planNames[recommended]}, ${why}.` : `${why}.`}
      </p>
    </>
  );
}

/** Figures of a rehearsal take the place of the predicted ones. */
function Figures({
  outlook: { prediction },
  rehearsal,
}: {
  readonly outlook: PlanOutlook;
  readonly rehearsal: Rehearsal | undefined;
}) {
  const { workPerSecond, firstSoundSeconds } = rehearsal?.speech ?? prediction;
  return (
    <>
      {durationText(workPerSecond)}
      <small>first sound after {durationText(firstSoundSeconds)}</small>
      {rehearsal && (
        <small>
          Rehearsed: {ratioText(rehearsal.compared.workPerSecond.ratio)}. {stepText(rehearsal)}.
        </small>
      )}
    </>
  );
}

/** @param name its first word is shown. @param act null while it cannot be pressed. */
function PlainButton({ name, act }: { readonly name: string; readonly act: (() => void) | null }) {
  return (
    <button
      type="button"
      className="plain"
      aria-label={name}
      aria-disabled={act === null}
      onClick={() => act?.()}
    >
      {name.split(' ')[0]}
    </button>
  );
}

function fitText({ fit }: PlanOutlook): string {
  if (fit.type === 'fits') return 'fits';
  return `${fit.type === 'tight' ? 'may not fit' : 'will not fit'}: ${fit.sentence}`;
}
