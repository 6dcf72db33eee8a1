import { useState } from 'react';
import { t } from '../../language/language';
import { IconButton } from '../../widgets/icon-button';

type DeleteButtonProps = { readonly name: string; readonly onDelete: () => void };

/** Asks before something is gone for good: no undo brings it back. */
export function DeleteButton({ name, onDelete }: DeleteButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  if (!isAsking)
    return (
      <IconButton look="plain" label={t`Delete ${name}`} icon="delete" onClick={() => setIsAsking(true)} />
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
