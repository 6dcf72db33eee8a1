import { useId } from 'react';
import { say } from '../../../core/sentence';
import type { Row } from '../../../core/studio/rows';
import { type Take, verdictOfTake } from '../../../core/studio/take';
import { t, translated } from '../../language/language';
import { usePageState } from '../../page-context';
import { secondsText } from '../../widgets/figures';
import { Icon } from '../../widgets/icon';
import { DeleteButton } from './delete-button';
import { stateOfRow, takeIn, takesOf } from './studio-view';
import { useStudio } from './use-studio';

const verdictWords = {
  good: say`sounds good`,
  short: say`sounds short`,
  long: say`sounds long`,
  cut: say`sounds cut`,
  silent: say`sounds silent`,
} as const;

/** The takes of one sentence, with buttons to hear, choose and make them. */
export function RowTakes({ row }: { readonly row: Row }) {
  const takes = usePageState(({ studio }) => (studio ? takesOf(studio, row.id) : []));
  const current = usePageState((state) => takeIn(state, row)?.id ?? null);
  const reason = usePageState((state) => {
    const now = stateOfRow(state, row);
    return now.type === 'wrong' ? now.reason : null;
  });
  const isMaking = usePageState((state) => stateOfRow(state, row).type === 'making');
  const studio = useStudio();
  const id = useId();
  return (
    <section className="row-takes" aria-label={t`This sentence`}>
      {reason && (
        <p className="row-problem">
          <Icon name="warning" /> {translated(reason)}
        </p>
      )}
      <div className="buttons small">
        <button type="button" onClick={() => studio.play(row.id)}>
          <Icon name="listen" /> {t`Play from here`}
        </button>
        <button type="button" aria-disabled={isMaking} onClick={() => !isMaking && studio.sayAnew(row.id)}>
          <Icon name="again" /> {takes.length === 0 ? t`Make` : t`Say anew`}
        </button>
        <button type="button" className="plain" onClick={() => studio.showRow(null)}>{t`Close`}</button>
      </div>
      {takes.length > 0 && (
        <fieldset className="takes">
          <legend>{t`${takes.length} takes`}</legend>
          {takes.map((take, index) => (
            <div key={take.id} className="take">
              <label className="check">
                <input
                  type="radio"
                  name={`${id}-take`}
                  checked={take.id === current}
                  onChange={() => {
                    studio.editor.chooseTake(row.id, take.id);
                    studio.play(row.id);
                  }}
                />
                <span>
                  {t`Take ${index + 1} · ${secondsText(take.sampleCount / take.sampleRateHz)}`}
                  <span className="hint"> {seedText(take)}</span>
                </span>
              </label>
              <DeleteButton name={t`take ${index + 1}`} onDelete={() => void studio.removeTake(take)} />
            </div>
          ))}
        </fieldset>
      )}
    </section>
  );
}

function seedText(take: Take): string {
  return `${t`seed ${String(take.seed)}`}, ${translated(verdictWords[verdictOfTake(take)])}`;
}
