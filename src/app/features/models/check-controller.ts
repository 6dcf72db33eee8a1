import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import type { PageChange } from '../../store';
import { checkEnded, checkStep, unchecked } from './check-slice';

/** Verifies the loaded model when a person asks for it. Speech that is asked for meanwhile waits its turn. */
export function createCheckController({ store, ports, way }: ControllerParts) {
  let running: AbortController | null = null;
  way.stopWith('checking', drop);

  async function start(): Promise<void> {
    way.begin('checking');
    if (running) return; // the button is off while it runs
    const abort = new AbortController();
    running = abort;
    const setState = (change: PageChange) => {
      if (running === abort) store.setState(change);
    };
    setState({ check: { ...unchecked, type: 'checking' } });
    try {
      const results = await ports.engine.verify((step) => setState(checkStep(step)), abort.signal);
      setState({ check: { ...unchecked, type: 'checked', results } });
    } catch (error) {
      setState(abort.signal.aborted ? checkEnded('stopped', null) : checkEnded('failed', toFailure(error)));
    }
    if (running === abort) running = null;
  }

  function stop(): void {
    running?.abort();
  }

  /** Another model comes: what is still found of this one is of no use. */
  function drop(): void {
    stop();
    running = null;
  }

  return { start, stop };
}
