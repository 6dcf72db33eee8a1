import { type ComponentType, type ReactNode, useEffect, useRef, useState } from 'react';
import { LoadedLater } from './loaded-later';

type LaterDetailsProps = {
  readonly className: string;
  readonly summary: ReactNode;
  /** Fetches what is inside, when it is opened for the first time. The same function each time. */
  readonly load: () => Promise<ComponentType>;
  /** True keeps the content, and what was written there, when it is closed. */
  readonly isKept: boolean;
  readonly onOpen?: () => void;
  /** Becomes true when something inside has to be seen: then it opens. */
  readonly isWanted?: boolean;
};

/** A part of the page that few people need: its code waits until it is opened. */
export function LaterDetails({
  className,
  summary,
  load,
  isKept,
  onOpen,
  isWanted = false,
}: LaterDetailsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const details = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (isWanted && details.current) details.current.open = true;
  }, [isWanted]);
  return (
    <details
      ref={details}
      className={className}
      onToggle={({ currentTarget: { open } }) => {
        setIsOpen(open);
        if (!open) return;
        setWasOpened(true);
        onOpen?.();
      }}
    >
      <summary>{summary}</summary>
      {(isOpen || (isKept && wasOpened)) && <LoadedLater load={load} />}
    </details>
  );
}
