import './offline.css';
import { useEffect, useState } from 'react';
import { errorText } from '../../../core/failure';
import { estimateStorage } from '../../../platform/opfs/site-storage';
import { eraseSite, findKept, isNothing, siteStores } from '../../../platform/storage/erase-site';
import { t } from '../../language/language';
import { bytesText } from '../../widgets/figures';

type Found =
  | { readonly type: 'looking' }
  | { readonly type: 'kept'; readonly usedBytes: number | null }
  | { readonly type: 'erasing' }
  | { readonly type: 'nothing'; readonly wasErased: boolean }
  | { readonly type: 'left' }
  | { readonly type: 'failed'; readonly reason: string };

/** The page that erases everything. It starts no engine and no library, which would hold what it deletes. */
export function ErasePage() {
  const [found, setFound] = useState<Found>({ type: 'looking' });

  async function look(isErasing: boolean): Promise<void> {
    setFound({ type: isErasing ? 'erasing' : 'looking' });
    try {
      const stores = siteStores();
      const kept = await (isErasing ? eraseSite(stores) : findKept(stores));
      if (isNothing(kept)) setFound({ type: 'nothing', wasErased: isErasing });
      else if (isErasing) setFound({ type: 'left' });
      else setFound({ type: 'kept', usedBytes: (await estimateStorage()).usedBytes });
    } catch (error) {
      setFound({ type: 'failed', reason: errorText(error) });
    }
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is opened
  useEffect(() => void look(false), []);

  const isBusy = found.type === 'looking' || found.type === 'erasing';
  return (
    <main className="panel erase">
      <h1>{t`Erase Pagevoice from this device`}</h1>
      <p role="status">{textOf(found)}</p>
      <div className="buttons">
        {found.type !== 'nothing' && (
          <button type="button" aria-disabled={isBusy} onClick={() => !isBusy && look(true)}>
            {t`Erase everything`}
          </button>
        )}
        <a href="./">{t`Back to the page`}</a>
      </div>
    </main>
  );
}

function textOf(found: Found): string {
  switch (found.type) {
    case 'looking':
      return t`One moment.`;
    case 'kept': {
      const size = found.usedBytes === null ? t`an unknown amount` : bytesText(found.usedBytes);
      return t`The browser keeps ${size} for this site: the page itself, models, voices, projects and settings. Once erased, they cannot be brought back.`;
    }
    case 'erasing':
      return t`Erasing …`;
    case 'left':
      return t`Other tabs of this site are open: they hold something, or may keep it anew. Close them, then erase once more.`;
    case 'nothing':
      return found.wasErased
        ? t`Everything is erased: the browser keeps nothing of this site any more. Opening the page keeps it again.`
        : t`The browser keeps nothing of this site.`;
    case 'failed':
      return t`The browser does not let this page look at what it keeps (${found.reason}). Delete this site’s data in the browser’s settings.`;
  }
}
