import { useEffect, useState } from 'react';
import { estimateStorage } from '../../../platform/opfs/site-storage';
import { eraseSite, findKept, isNothing } from '../../../platform/storage/erase-site';
import { t } from '../../language/language';
import { bytesText } from '../../widgets/figures';

type Kept = { readonly isNothing: boolean; readonly usedBytes: number | null; readonly wasErased: boolean };

/** The page that erases everything: it has started no engine and no library, which would hold what it deletes. */
export function ErasePage() {
  const scope = new URL('./', document.baseURI).href;
  const [kept, setKept] = useState<Kept | null>(null);
  const [isErasing, setErasing] = useState(false);

  async function look(wasErased: boolean): Promise<void> {
    setErasing(wasErased);
    const found = await (wasErased ? eraseSite(scope) : findKept(scope));
    const { usedBytes } = await estimateStorage();
    setKept({ isNothing: isNothing(found), usedBytes, wasErased });
    setErasing(false);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page is opened
  useEffect(() => void look(false), []);

  return (
    <main className="panel">
      <h1>{t`Erase Pagevoice from this device`}</h1>
      <p role="status">{kept && sentenceOf(kept)}</p>
      <div className="buttons">
        {kept && !kept.isNothing && (
          <button type="button" disabled={isErasing} onClick={() => look(true)}>
            {t`Erase everything`}
          </button>
        )}
        <a href={scope}>{t`Back to the page`}</a>
      </div>
    </main>
  );
}

function sentenceOf({ isNothing, usedBytes, wasErased }: Kept): string {
  if (isNothing)
    return wasErased
      ? t`Everything is erased: the browser keeps nothing of this site any more. Opening the page keeps it again.`
      : t`The browser keeps nothing of this site.`;
  if (wasErased)
    return t`Not all could be erased, because other tabs of this site use it. Close them, then erase once more.`;
  const size = usedBytes === null ? '' : bytesText(usedBytes);
  return t`The browser keeps for this site: the page itself, models, voices, projects and settings. ${size} Erased, they cannot be brought back.`;
}
