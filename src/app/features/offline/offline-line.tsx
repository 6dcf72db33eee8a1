import { useEffect, useState } from 'react';
import { type Sentence, say, verbatim } from '../../../core/sentence';
import type { SitePart } from '../../../platform/service-worker/site-files';
import type { OfflineState } from '../../../platform/service-worker/site-keeper';
import { mustNotReload } from '../../at-work';
import { t, translated } from '../../language/language';
import { useControllers, usePageState } from '../../page-context';
import { bytesText, roughSecondsText } from '../../widgets/figures';
import { installAdvice, thisInstaller } from './install-advice';

/** A line that tells if the page works with the network off and how much is kept here; the ways to install and to erase it. */
export function OfflineLine() {
  const text = usePageState(({ offline }) => offlineText(offline));
  const usedBytes = usePageState(({ library }) => library.storage?.usedBytes ?? null);
  const isKept = usePageState(({ offline }) => offline.type === 'kept');
  const isBusy = usePageState(mustNotReload);
  const isInstallOffered = usePageState((state) => state.isInstallOffered);
  const [advice, setAdvice] = useState<Sentence | null>(null);
  useEffect(() => setAdvice(installAdvice(thisInstaller())), []);
  const { offline } = useControllers();
  if (text === '') return null;
  return (
    <div className="offline-line">
      <p>{isKept && usedBytes !== null ? t`${text} · ${bytesText(usedBytes)}` : text}</p>
      <div className="buttons small">
        {isInstallOffered && (
          <button type="button" onClick={offline.install}>
            {t`Install`}
          </button>
        )}
        <button type="button" aria-disabled={isBusy} onClick={offline.openErasing}>
          {t`Erase …`}
        </button>
      </div>
      {!isInstallOffered && advice && <p>{translated(advice)}</p>}
    </div>
  );
}

/** @returns an empty text when nothing is known. */
export function offlineText(state: OfflineState): string {
  switch (state.type) {
    case 'unknown':
      return '';
    case 'kept':
      return t`Ready without a network`;
    case 'keeping': {
      const bytes = bytesText(state.missingBytes);
      return state.secondsLeft === null
        ? t`Works offline in a moment: ${bytes} to go.`
        : t`Works offline in ${roughSecondsText(state.secondsLeft)}: ${bytes} to go.`;
    }
    case 'incomplete':
      return `${missingText(state.missing, state.missingBytes)} ${translated(advice[state.reason])}`;
  }
}

const advice = {
  network: say`The rest is fetched when the network is back, or at your next visit.`,
  storage: say`The browser has no room for it: free some space, then reload the page.`,
  'saves-data': say`Your browser is set to save data: the rest is fetched each time it is used.`,
} as const;

const names: Readonly<Record<SitePart, Sentence>> = {
  page: say`parts of the page`,
  voice: say`the voice`,
  cloning: say`cloning a voice`,
  formats: say`formats of sound files`,
  webgpu: verbatim('WebGPU'),
  processor: say`the processor`,
};

function missingText(missing: readonly SitePart[], missingBytes: number): string {
  const bytes = bytesText(missingBytes);
  if (missing.length === 0) return t`Not all of this works offline yet: ${bytes} are missing.`;
  const what = missing.map((part) => translated(names[part])).join(', ');
  return t`Not all of this works offline yet: ${bytes} are missing (${what}).`;
}
