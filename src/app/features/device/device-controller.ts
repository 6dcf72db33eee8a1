import type { ControllerParts } from '../../controller-parts';
import { toFailure } from '../../failures';
import { isWorking } from './device-slice';

/** Measures the device, while nothing else works on it: figures of a busy device are worth nothing. */
export function createDeviceController({ store, ports, way }: ControllerParts) {
  let running: AbortController | null = null;
  way.stopWith('measuring', cancel);
  store.setState({ memoryBudget: ports.memoryBudget });

  async function measure(): Promise<void> {
    if (running || isWorking(store.getState())) return;
    way.begin('measuring');
    const stop = new AbortController();
    running = stop;
    store.setState({ device: { type: 'measuring' } });
    try {
      const facts = await ports.measureDevice(store.getState().backend, stop.signal);
      if (!stop.signal.aborted) store.setState({ device: { type: 'measured', facts } });
    } catch (error) {
      if (!stop.signal.aborted) store.setState({ device: { type: 'failed', failure: toFailure(error) } });
    } finally {
      if (running === stop) running = null;
    }
  }

  function cancel(): void {
    if (!running) return;
    running.abort();
    running = null;
    store.setState({ device: { type: 'unmeasured' } });
  }

  return { measure };
}
