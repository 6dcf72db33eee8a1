import { useId, useState } from 'react';
import { say } from '../../../core/sentence';
import type { Row } from '../../../core/studio/rows';
import { type Take, verdictOfTake } from '../../../core/studio/take';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { secondsText } from '../../widgets/figures';
import { Icon } from '../../widgets/icon';
import { IconButton } from '../../widgets/icon-button';
import { stateOfRow, takeIn, takesOf } from './studio-view';

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
  const controllers = useControllers();
  const { studio } = controllers.studio;
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
              <DeleteTake name={t`take ${index + 1}`} onDelete={() => void studio.removeTake(take)} />
            </div>
          ))}
        </fieldset>
      )}
    </section>
  );
}

/** Asks before a take is gone for good: no undo brings its codes back. */
function DeleteTake({ name, onDelete }: { readonly name: string; readonly onDelete: () => void }) {
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking)
    return (
      <IconButton look="plain" label={t`Delete ${name}`} icon="close" onClick={() => setIsAsking(true)} />
    );
  return (
    <>
      <button type="button" aria-label={t`Delete ${name} for good`} onClick={onDelete}>
        {t`Delete for good`}
      </button>
      <button type="button" className="plain" onClick={() => setIsAsking(false)}>
        {t`Keep it`}
      </button>
    </>
  );
}

function seedText(take: Take): string {
  return `${t`seed ${String(take.seed)}`}, ${translated(verdictWords[verdictOfTake(take)])}`;
}
