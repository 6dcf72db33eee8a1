import { type ReactNode, useState } from 'react';
import { t } from '../language/language';

type CopiedTextProps = {
  readonly text: string;
  /** Draws what stands above the text, with the button that copies it. */
  readonly head: (copy: () => void) => ReactNode;
  /** @returns whether the browser has copied it. */
  readonly onCopy: (text: string) => Promise<boolean>;
};

/** Text that is used elsewhere, a button to copy it, and whether it was copied. */
export function CopiedText({ text, head, onCopy }: CopiedTextProps) {
  const [result, setResult] = useState('');
  const copy = async () =>
    setResult((await onCopy(text)) ? t`Copied.` : t`The browser does not let this page copy: select it.`);
  return (
    <div className="copy-block">
      <div className="copy-head">
        {head(() => void copy())}
        <span className="hint" aria-live="polite">
          {result}
        </span>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <pre tabIndex={0}>
        <code>{text}</code>
      </pre>
    </div>
  );
}
