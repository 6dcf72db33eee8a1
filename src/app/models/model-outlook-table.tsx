import type { DeviceFacts, DeviceRoom } from '../../core/device/device-facts';
import type { Plan } from '../../core/device/model-weights';
import { publishedWeights } from '../../core/device/published-weights';
import { outlookOf, type PlanOutlook } from '../../core/device/recommend';
import type { PublishedModel } from '../../core/library/published-models';
import { bytesText, durationText } from '../widgets/figures';
import { planNames } from './plan-names';

type ModelOutlookTableProps = {
  readonly model: PublishedModel;
  readonly facts: DeviceFacts;
  readonly room: DeviceRoom;
  readonly freeBytes: number | null;
  readonly withCloning: boolean;
  readonly onChoose: (plan: Plan) => void;
};

/** A published model in each of its plans: how large, how fast, whether it fits, and which is advised. */
export function ModelOutlookTable(props: ModelOutlookTableProps) {
  const { model, facts, room, freeBytes, withCloning, onChoose } = props;
  const outlook = outlookOf(publishedWeights[model.id]!, facts, room, freeBytes, withCloning);
  const { recommended, why } = outlook;
  return (
    <>
      <table className="outlook">
        <caption>
          {model.title}: {bytesText(outlook.fetchedBytes)} are fetched
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
                {durationText(one.prediction.workPerSecond)}
                <small>first sound after {durationText(one.prediction.firstSoundSeconds)}</small>
              </td>
              <td>
                {fitText(one)}
                <button
                  type="button"
                  className="plain"
                  aria-label={`Choose ${model.title}, ${planNames[one.plan]}`}
                  onClick={() => onChoose(one.plan)}
                >
                  Choose
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        {recommended ? `Recommended for ${model.title}: ${planNames[recommended]}, ${why}.` : `${why}.`}
      </p>
    </>
  );
}

function fitText({ fit }: PlanOutlook): string {
  if (fit.type === 'fits') return 'fits';
  return `${fit.type === 'tight' ? 'may not fit' : 'will not fit'}: ${fit.sentence}`;
}
