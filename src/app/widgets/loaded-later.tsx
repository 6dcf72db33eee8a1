import { type ComponentType, useEffect, useState } from 'react';
import { t } from '../language/language';

/**
 * A part of the page whose code is fetched when it is first wanted.
 * @param props.load the same function each time.
 */
export function LoadedLater({ load }: { readonly load: () => Promise<ComponentType> }) {
  const [found, setFound] = useState<{ readonly Part: ComponentType } | 'failed' | null>(null);
  useEffect(() => {
    let isHere = true;
    const take = (next: { readonly Part: ComponentType } | 'failed') => isHere && setFound(next);
    load().then(
      (Part) => take({ Part }),
      () => take('failed'),
    );
    return () => {
      isHere = false;
    };
  }, [load]);
  if (found === null) return <p className="hint">{t`One moment.`}</p>;
  if (found !== 'failed') return <found.Part />;
  return <LaterFailed />;
}

export function LaterFailed() {
  return (
    <p
      role="alert"
      className="field-problem"
    >{t`This part of the page could not be loaded. Reload the page; your text is best copied first.`}</p>
  );
}
