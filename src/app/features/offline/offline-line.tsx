import type { SitePart } from '../../../platform/service-worker/site-files';
import type { OfflineState } from '../../../platform/service-worker/site-keeper';
import { t } from '../../language/language';
import { usePageState } from '../../page-context';
import { bytesText } from '../../widgets/figures';

/** One line on whether the page works with the network off, how much is kept for that, and the way to erase it. */
export function OfflineLine() {
  const text = usePageState(({ offline }) => offlineText(offline));
  const usedBytes = usePageState(({ library }) => library.storage?.usedBytes ?? null);
  const isKept = usePageState(({ offline }) => offline.type === 'kept');
  if (text === '') return null;
  return (
    <p className="offline">
      <span>{text}</span>
      {isKept && usedBytes !== null && <span> · {bytesText(usedBytes)}</span>}
      <span>
        {' · '}
        <a href="?erase">{t`Erase`}</a>
      </span>
    </p>
  );
}

/** @returns an empty text when nothing is known. */
export function offlineText(state: OfflineState): string {
  switch (state.type) {
    case 'unknown':
      return '';
    case 'kept':
      return t`Ready without a network`;
    case 'keeping':
      return `Works offline in a moment: ${bytesText(state.missingBytes)} to go.`;
    case 'incomplete':
      return `${missingText(state.missing, state.missingBytes)} ${advice[state.reason]}`;
  }
}

const advice = {
  network: 'The rest is fetched when the network is back, or at your next visit.',
  storage: 'The browser has no room for it: free some space, then reload the page.',
  'saves-data': 'Your browser is set to save data: the rest is fetched each time it is used.',
} as const;

const names: Readonly<Record<SitePart, string>> = {
  page: 'parts of the page',
  voice: 'the voice',
  cloning: 'cloning a voice',
  formats: 'formats of sound files',
  webgpu: 'WebGPU',
  processor: 'the processor',
};

function missingText(missing: readonly SitePart[], missingBytes: number): string {
  const what = missing.length > 0 ? ` (${missing.map((part) => names[part]).join(', ')})` : '';
  return `Not all of this works offline yet: ${bytesText(missingBytes)} are missing${what}.`;
}
