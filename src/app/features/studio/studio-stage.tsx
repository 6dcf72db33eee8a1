import { type ComponentType, useEffect, useState } from 'react';
import { usePageState } from '../../page-context';
import { LaterFailed } from '../../widgets/loaded-later';

type Parts = { readonly StudioHead: ComponentType; readonly StudioBody: ComponentType };

/** The studio on the page. `opening`: its room is kept, and it appears in one step once its code and project are there. */
export type StudioStage =
  | { readonly type: 'closed' }
  | { readonly type: 'opening' }
  | ({ readonly type: 'open' } & Parts);

const failed: Parts = { StudioHead: () => null, StudioBody: LaterFailed };

export function useStudioStage(): StudioStage {
  const isOpen = usePageState(({ studio }) => studio !== null);
  const isWanted = usePageState((state) => state.isStudioOpening) || isOpen;
  const [parts, setParts] = useState<Parts | null>(null);
  useEffect(() => {
    if (isWanted) import('./studio-parts').then(setParts, () => setParts(failed));
  }, [isWanted]);
  if (!isWanted) return { type: 'closed' };
  return isOpen && parts ? { type: 'open', ...parts } : { type: 'opening' };
}
