import { type Endpoint, expose, type Remote, releaseProxy, transfer } from 'comlink';
import { givenBuffers } from './given-buffers';
import { registerTransferHandlers } from './transfer-handlers';

type Method = (...given: unknown[]) => unknown;

/**
 * Answers another thread's calls to a service.
 * @param endpoint the page that started this worker, when left out.
 * @param between changes every generator that the service gives.
 */
export function serve<Service extends object>(
  service: Service,
  endpoint?: Endpoint,
  between = (flow: AsyncGenerator<unknown, unknown, void>) => flow,
): void {
  registerTransferHandlers();
  const answer = (result: unknown, given: readonly unknown[]): unknown =>
    result instanceof Promise
      ? result.then(withBuffers).finally(() => given.forEach(release))
      : between(result as AsyncGenerator<unknown, unknown, void>);
  const answering = new Proxy(service, {
    get(_, name) {
      const method = Reflect.get(service, name) as Method;
      return (...given: unknown[]) => answer(method.apply(service, given), given);
    },
  });
  expose(answering, endpoint);
}

function withBuffers(value: unknown): unknown {
  return typeof value === 'object' && value !== null ? transfer(value, givenBuffers(value)) : value;
}

/** Releases a callback. Earlier calls still arrive. */
function release(given: unknown): void {
  if (typeof given === 'function') (given as unknown as Remote<unknown>)[releaseProxy]();
}
