import '../../styles/outlook.css';
import type { DeviceFacts, MemoryBudget } from '../../../core/device/device-facts';
import { fitOf } from '../../../core/device/fit';
import type { Plan } from '../../../core/device/model-weights';
import { publishedWeights } from '../../../core/device/published-weights';
import { outlookOf, type PlanOutlook } from '../../../core/device/recommend';
import { checkpointForms } from '../../../core/library/checkpoint-forms';
import type { PublishedShape } from '../../../core/rehearsal/published-shapes';
import type { Rehearsal } from '../../../core/rehearsal/rehearsal';
import { t, translated } from '../../language/language';
import { bytesText, durationText } from '../../widgets/figures';
import { planName } from './plan-names';
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
            ? t`no weights are published`
            : t`${bytesText(least)} to ${bytesText(outlook.fetchedBytes)} are fetched`}
        </caption>
        <thead>
          <tr>
            <th scope="col">{t`Stored as`}</th>
            <th scope="col">{t`Work for 1 s of speech`}</th>
            <th scope="col">{t`Here`}</th>
          </tr>
        </thead>
        <tbody>
          {outlook.plans.map((one) => (
            <tr key={one.plan}>
              <th scope="row">
                {planName(one.plan)}
                {one.plan === recommended && <strong> {t`Recommended`}</strong>}
                <small>{t`${bytesText(one.storedBytes)} on disk, ${bytesText(one.neededBytes)} of memory`}</small>
              </th>
              <td>
                <Figures outlook={one} rehearsal={rehearsed.find(({ order }) => order.plan === one.plan)} />
              </td>
              <td>
                {fitText(one)}
                {onChoose && (
                  <PlainButton
                    text={t`Choose`}
                    name={t`Choose ${title}, ${planName(one.plan)}`}
                    act={() => onChoose(one.plan)}
                  />
                )}
                {mayRehearse(one.plan) && (
                  <PlainButton
                    text={t`Rehearse`}
                    name={t`Rehearse ${title}, ${planName(one.plan)}`}
                    act={onRehearse && (() => onRehearse(one.plan))}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {recommended ? t`Recommended for ${title}: ${planName(recommended)}, ${why}.` : t`${why}.`}
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
      <small>{t`first sound after ${durationText(firstSoundSeconds)}`}</small>
      {rehearsal && (
        <small>{t`Rehearsed: ${ratioText(rehearsal.compared.workPerSecond.ratio)}. ${stepText(rehearsal)}.`}</small>
      )}
    </>
  );
}

type PlainButtonProps = {
  /** Shown. */
  readonly text: string;
  readonly name: string;
  /** Null while it cannot be pressed. */
  readonly act: (() => void) | null;
};

function PlainButton({ text, name, act }: PlainButtonProps) {
  return (
    <button
      type="button"
      className="plain"
      aria-label={name}
      aria-disabled={act === null}
      onClick={() => act?.()}
    >
      {text}
    </button>
  );
}

function fitText({ fit }: PlanOutlook): string {
  if (fit.type === 'fits') return t`fits`;
  return `${fit.type === 'tight' ? t`may not fit` : t`will not fit`}: ${translated(fit.sentence)}`;
}
