import { type ComponentType, type ReactNode, useState } from 'react';
import { LoadedLater } from './loaded-later';

type LaterDetailsProps = {
  readonly className: string;
  readonly summary: ReactNode;
  /** Fetches what is inside, when it is opened for the first time. The same function each time. */
  readonly load: () => Promise<ComponentType>;
  /** True keeps the content, and what was written there, when it is closed. */
  readonly isKept: boolean;
  readonly onOpen?: () => void;
};

/** A part of the page that few people need: its code waits until it is opened. */
export function LaterDetails({ className, summary, load, isKept, onOpen }: LaterDetailsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  return (
    <details
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
