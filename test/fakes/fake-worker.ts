import type { Endpoint } from 'comlink';
import { serve } from '../../src/platform/bridge/serve';

/** Both ends of the bridge over a real message channel; only the thread is missing. */
export class FakeWorker extends EventTarget {
  readonly #ports = new MessageChannel();
  isTerminated = false;

  constructor(service: object) {
    super();
    serve(service, this.#ports.port2 as unknown as Endpoint);
    this.#ports.port1.addEventListener('message', ({ data }) => {
      this.dispatchEvent(new MessageEvent('message', { data }));
    });
    this.#ports.port1.start();
  }

  get asWorker(): Worker {
    return this as unknown as Worker;
  }

  postMessage(message: unknown, transfer: Transferable[]): void {
    this.#ports.port1.postMessage(message, transfer);
  }

  terminate(): void {
    this.isTerminated = true;
    this.#ports.port1.close();
  }

  /** As a worker whose script throws. */
  crash(): void {
    this.dispatchEvent(Object.assign(new Event('error'), { message: 'boom' }));
    this.terminate();
  }
}
