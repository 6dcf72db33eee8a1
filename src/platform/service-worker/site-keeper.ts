import { createStore } from 'zustand/vanilla';
import type { KeepOrder, KeptReport } from './keeping-protocol';
import type { SitePart, SiteRuntime } from './site-files';

/** State of the site's offline copy. */
export type OfflineState =
  /** Unknown: no service worker, or it was not asked yet. */
  | { readonly type: 'unknown' }
  | {
      readonly type: 'keeping';
      readonly missingBytes: number;
      /** At the speed so far; null before enough has come to tell. */
      readonly secondsLeft: number | null;
    }
  | { readonly type: 'kept' }
  | {
      readonly type: 'incomplete';
      readonly missing: readonly SitePart[];
      readonly missingBytes: number;
      readonly reason: 'network' | 'storage' | 'saves-data';
    };

/** View for React: `getState` gives the same object while nothing has changed. */
export type OfflineView = {
  readonly getState: () => OfflineState;
  /** @returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
};

/**
 * Asks the service worker for one file after another, until all is kept or one cannot be.
 * @param ask rejects when there is no service worker, or none that answers.
 */
export function createSiteKeeper(
  ask: (order: KeepOrder) => Promise<KeptReport>,
  nowSeconds = () => performance.now() / 1000,
) {
  const { getState, setState, subscribe } = createStore<OfflineState>()(() => ({ type: 'unknown' }));
  let isAsking = false;

  /** Call it once the page can speak, and again when the network is back. Never throws. */
  async function keep(runtime: SiteRuntime, isThrifty: boolean): Promise<void> {
    if (isAsking || getState().type === 'kept') return;
    isAsking = true;
    let first: Moment | null = null;
    try {
      for (;;) {
        const report = await ask({ type: 'keep-next', runtime, isThrifty });
        const now: Moment = { missingBytes: report.missingBytes, seconds: nowSeconds() };
        setState(stateOf(report, isThrifty, secondsLeft(first, now)), true);
        first ??= now;
        if (!report.hasMore || report.problem !== null) return;
      }
    } catch {
      // Only the last report is known when the service worker was ended.
      const last = getState();
      if (last.type === 'keeping')
        setState(
          { type: 'incomplete', missingBytes: last.missingBytes, missing: [], reason: 'network' },
          true,
        );
    } finally {
      isAsking = false;
    }
  }

  return { getState, subscribe, keep };
}

type Moment = { readonly missingBytes: number; readonly seconds: number };

/** Small files say little about the speed of the line. */
const TELLING_BYTES = 1_000_000;

function secondsLeft(first: Moment | null, now: Moment): number | null {
  if (first === null) return null;
  const keptBytes = first.missingBytes - now.missingBytes;
  return keptBytes < TELLING_BYTES ? null : (now.missingBytes * (now.seconds - first.seconds)) / keptBytes;
}

function stateOf(
  { missing, missingBytes, hasMore, problem }: KeptReport,
  isThrifty: boolean,
  secondsLeft: number | null,
): OfflineState {
  if (missing.length === 0) return { type: 'kept' };
  if (problem !== null) return { type: 'incomplete', missing, missingBytes, reason: problem };
  if (hasMore || !isThrifty) return { type: 'keeping', missingBytes, secondsLeft };
  return { type: 'incomplete', missing, missingBytes, reason: 'saves-data' };
}
