import { useEffect, useRef } from 'react';
import { type Sentence, say, verbatim } from '../../../core/sentence';
import { t, translated } from '../../language/language';

/** All that `transport-keys.ts` obeys, and the keys of the list of sentences. */
const keys: readonly { readonly name: Sentence; readonly does: Sentence }[] = [
  { name: say`Space or K`, does: say`Play or pause` },
  { name: verbatim('J'), does: say`Sentence back` },
  { name: verbatim('L'), does: say`Sentence on` },
  { name: verbatim('← →'), does: say`5 seconds back or on` },
  { name: say`Shift + ← →`, does: say`30 seconds back or on` },
  { name: verbatim('↑ ↓'), does: say`From sentence to sentence in the list` },
  { name: say`Enter`, does: say`Play from the sentence in the list` },
  { name: say`Ctrl + Enter`, does: say`Play, also while you write` },
  { name: say`Esc`, does: say`Stop` },
  { name: verbatim('?'), does: say`Keys` },
];

/** Opens when it is drawn. */
export function KeysDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="keys" aria-label={t`Keys`}>
      <h2>{t`Keys`}</h2>
      <dl>
        {keys.map(({ name, does }) => (
          <div key={does.template}>
            <dt>
              <kbd>{translated(name)}</kbd>
            </dt>
            <dd>{translated(does)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => dialog.current?.close()}>{t`Close`}</button>
    </dialog>
  );
}
