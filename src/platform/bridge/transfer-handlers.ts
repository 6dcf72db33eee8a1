import { type TransferHandler, transferHandlers } from 'comlink';
import { errorFromWire, errorToWire, type WireError } from './error-wire';
import { receiveGenerator, sendGenerator } from './generator-wire';

/** Lets abort signals, generators and errors cross between threads. Both sides call it, as often as they like. */
export function registerTransferHandlers(): void {
  transferHandlers.set('signal', signalHandler);
  transferHandlers.set('generator', generatorHandler);
  transferHandlers.set('throw', thrownHandler);
}

/** The reason of an aborted signal, or a port that may bring one. */
type WireSignal = WireError | MessagePort;

const ports = new WeakMap<AbortSignal, MessagePort>();

/** Closes the port of a signal that was sent; its abort is not sent any more. */
export function closeSignal(signal: AbortSignal): void {
  ports.get(signal)?.close();
  ports.delete(signal);
}

const signalHandler: TransferHandler<AbortSignal, WireSignal> = {
  canHandle: (value): value is AbortSignal => value instanceof AbortSignal,
  serialize(signal) {
    if (signal.aborted) return [errorToWire(signal.reason), []];
    const { port1, port2 } = new MessageChannel();
    ports.set(signal, port1);
    signal.addEventListener('abort', () => ports.get(signal)?.postMessage(errorToWire(signal.reason)));
    return [port2, [port2]];
  },
  deserialize(wire) {
    const controller = new AbortController();
    const abort = (reason: WireError) => controller.abort(errorFromWire(reason));
    if (wire instanceof MessagePort) wire.onmessage = ({ data }) => abort(data);
    else abort(wire);
    return controller.signal;
  },
};

const generatorHandler: TransferHandler<AsyncGenerator<unknown, unknown, void>, MessagePort> = {
  canHandle: (value): value is AsyncGenerator<unknown, unknown, void> =>
    typeof value === 'object' && value !== null && Symbol.asyncIterator in value && 'next' in value,
  serialize(generator) {
    const { port1, port2 } = new MessageChannel();
    void sendGenerator(generator, port1);
    return [port2, [port2]];
  },
  deserialize: receiveGenerator,
};

/** Comlink wraps what was thrown, and knows its own wrapping. */
type Thrown = { readonly value: unknown };

const thrownHandler: TransferHandler<Thrown, WireError> = {
  canHandle: transferHandlers.get('throw')!.canHandle as (value: unknown) => value is Thrown,
  serialize: ({ value }) => [errorToWire(value), []],
  deserialize(wire) {
    throw errorFromWire(wire);
  },
};
