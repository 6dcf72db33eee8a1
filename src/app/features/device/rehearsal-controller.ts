import type { RehearsalOrder } from '../../../core/rehearsal/rehearsal';
import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import { isWorking, rehearsalDone } from './device-slice';

/** Rehearses published shapes, one at a time, while nothing else works on the device. */
export function createRehearsalController({ store, ports, way }: ControllerParts) {
  let running: AbortController | null = null;
  way.stopWith('rehearsing', stop);

  /** @returns when it has ended in any way. */
  async function start(order: RehearsalOrder): Promise<void> {
    if (running || isWorking(store.getState())) return;
    way.begin('rehearsing');
    const own = new AbortController();
    running = own;
    store.setState({ rehearsal: { type: 'running', order, progress: { stage: 'measuring' } } });
    try {
      const done = await ports.rehearse(
        order,
        (progress) => {
          if (!own.signal.aborted) store.setState({ rehearsal: { type: 'running', order, progress } });
        },
        own.signal,
      );
      if (!own.signal.aborted) store.setState((state) => rehearsalDone(state, done));
    } catch (error) {
      if (!own.signal.aborted)
        store.setState({ rehearsal: { type: 'failed', order, failure: toFailure(error) } });
    } finally {
      if (running === own) running = null;
    }
  }

  function stop(): void {
    if (!running) return;
    running.abort();
    running = null;
    store.setState({ rehearsal: { type: 'none' } });
  }

  return { start, stop };
}
