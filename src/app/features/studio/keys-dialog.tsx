import type { RefObject } from 'react';
import { t, translated } from '../../language/language';
import { transportKeys } from './transport-keys';

export function KeysDialog({ dialog }: { readonly dialog: RefObject<HTMLDialogElement | null> }) {
  return (
    <dialog ref={dialog} className="keys" aria-label={t`Keys`}>
      <h2>{t`Keys`}</h2>
      <dl>
        {transportKeys.map(({ keys, does }) => (
          <div key={does.template}>
            <dt>
              <kbd>{translated(keys)}</kbd>
            </dt>
            <dd>{translated(does)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => dialog.current?.close()}>{t`Close`}</button>
    </dialog>
  );
}
