import { expect, test } from 'vitest';
import { FailureError } from '../../../../src/core/failure';
import { fakeFacts } from '../../../fakes/device-facts';
import { fakePageParts } from '../../../fakes/fake-page-parts';

/** A meter that works until it is stopped. */
const endless = (_: unknown, signal: AbortSignal) =>
  new Promise<never>((__, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('a device is measured with the backend that is chosen, and a new choice makes the figures stale', async () => {
  const asked: string[] = [];
  const measureDevice = async (backend: string) => {
    asked.push(backend);
    return fakeFacts();
  };
  const { controllers, until, untilReady } = fakePageParts({}, { measureDevice });
  await untilReady();
  controllers.device.measure();
  await until(({ device }) => device.type === 'measured');
  controllers.models.chooseBackend('wasm');
  await until(({ device, model }) => device.type === 'unmeasured' && model.type === 'ready');
  controllers.device.measure();
  await until(({ device }) => device.type === 'measured');
  expect(asked).toEqual(['auto', 'wasm']);
});

test('speaking stops the measuring, and nothing is measured while something is spoken', async () => {
  const { controllers, until, untilReady, store } = fakePageParts({}, { measureDevice: endless });
  await untilReady();
  controllers.device.measure();
  expect(store.getState().device.type).toBe('measuring');
  controllers.speech.speak();
  expect(store.getState().device.type).toBe('unmeasured');
  controllers.device.measure();
  expect(store.getState().device.type).toBe('unmeasured');
  await until(({ speech }) => speech.type === 'finished');
  controllers.device.measure();
  expect(store.getState().device.type).toBe('measuring');
});

test('a measurement that fails is told in words, harms nothing and can be repeated', async () => {
  let tries = 0;
  const measureDevice = async () => {
    if (tries++ === 0) throw new FailureError({ kind: 'out-of-memory', message: 'No room to measure.' });
    return fakeFacts();
  };
  const { controllers, until, untilReady } = fakePageParts({}, { measureDevice });
  await untilReady();
  controllers.device.measure();
  const { device, model, problem } = await until((state) => state.device.type === 'failed');
  expect(device).toMatchObject({ failure: { message: 'No room to measure.' } });
  expect([model.type, problem]).toEqual(['ready', null]);
  controllers.device.measure();
  await until((state) => state.device.type === 'measured');
});
