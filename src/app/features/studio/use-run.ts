import { useEffect, useRef, useState } from 'react';
import { failureSentence, toFailure } from '../../failures';
import { t } from '../../language/language';
import type { ExportProgress } from './export-sound';

/** @returns the sentence that tells how it ended. */
type Work = (onProgress: (progress: ExportProgress) => void, signal: AbortSignal) => Promise<string>;

type State = {
  /** Null while nothing runs. */
  readonly progress: ExportProgress | null;
  readonly message: string;
  readonly isFailed: boolean;
};

/** Work that a panel starts and stops; it ends with the panel. */
export function useRun() {
  const [state, setState] = useState<State>({ progress: null, message: '', isFailed: false });
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const start = (work: Work) => {
    const controller = new AbortController();
    abort.current = controller;
    const show = (progress: ExportProgress) => {
      const message = progress.type === 'making' ? t`Making what is not made yet.` : t`Writing the files.`;
      setState({ progress, message, isFailed: false });
    };
    const end = (message: string, isFailed: boolean) => setState({ progress: null, message, isFailed });
    show({ type: 'making', share: 0 });
    work(show, controller.signal).then(
      (message) => end(message, false),
      (error) => {
        if (controller.signal.aborted) end(t`It was stopped.`, false);
        else end(failureSentence(toFailure(error)), true);
      },
    );
  };
  return { ...state, start, stop: () => abort.current?.abort() };
}
