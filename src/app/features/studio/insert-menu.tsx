import { useState } from 'react';
import { t } from '../../language/language';
import { LoadedLater } from '../../widgets/loaded-later';

const loadTags = () => import('./insert-tags').then(({ InsertTags }) => InsertTags);

export function InsertMenu() {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="insert">
      <button type="button" className="plain" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {t`Insert a pause or an event`}
      </button>
      {isOpen && <LoadedLater load={loadTags} />}
    </div>
  );
}
