import { describe, expect, test } from 'vitest';
import type { PageOrder } from '../../../src/app/state/library-work';
import type { DeviceRoom } from '../../../src/core/device/device-facts';
import { fakeFacts, lowMemory, roomy } from '../../fakes/device-facts';
import { fakePageParts } from '../../fakes/fake-page-parts';

const big = { id: 'big', title: 'Big', url: 'https://host.example/big/' };
const hum = { id: 'hum', title: 'Hum', url: 'https://host.example/hum/' };
const hub = {
  type: 'hub',
  repository: 'bosonai/higgs-audio-v2-generation-3B-base',
  hubUrl: null,
  precision: 'q4',
  withCloning: true,
} as const satisfies PageOrder;

async function page(room: DeviceRoom = lowMemory, change: Parameters<typeof fakePageParts>[1] = {}) {
  const parts = fakePageParts({}, { room, ...change });
  await parts.untilReady();
  return parts;
}

describe('a big model on a device with little memory', () => {
  test('is asked about before it is loaded; what is loaded stays, also when it is declined', async () => {
    const { intents, until, store } = await page();
    intents.chooseModel(big);
    const { question, model } = await until((state) => state.question.type === 'load');
    expect(question).toMatchObject({ choice: big, sentence: /needs at least 3\.0 GB/ });
    expect(model).toMatchObject({ type: 'ready', choice: hum });
    intents.notNow();
    expect(store.getState()).toMatchObject({
      question: { type: 'none' },
      model: { type: 'ready', choice: hum },
    });
  });

  test('is loaded once that was agreed to, and not asked about again', async () => {
    const { intents, until } = await page();
    intents.chooseModel(big);
    await until((state) => state.question.type === 'load');
    intents.goOn();
    await until(({ model }) => model.type === 'ready' && model.choice.url === big.url);
    intents.chooseBackend('wasm');
    const { question } = await until(({ model, backend }) => backend === 'wasm' && model.type === 'ready');
    expect(question.type).toBe('none');
  });

  test('named by the address of the page, nothing is loaded before the answer, and "not now" is told', async () => {
    const parts = fakePageParts({}, { room: lowMemory, findModels: async () => [big, hum] });
    await parts.start();
    expect(parts.store.getState()).toMatchObject({ model: { type: 'asking', choice: big } });
    parts.intents.notNow();
    expect(parts.store.getState().model).toMatchObject({
      type: 'failed',
      failure: { message: 'Big was not loaded, as you wished.' },
    });
    parts.intents.chooseModel(hum);
    await parts.until(({ model }) => model.type === 'ready');
  });

  test('another wish takes the place of the question', async () => {
    const { intents, until } = await page();
    intents.chooseModel(big);
    await until((state) => state.question.type === 'load');
    intents.chooseModel({ ...hum, url: 'https://host.example/drone/' });
    const { question } = await until(({ model }) => model.type === 'ready' && /drone/.test(model.choice.url));
    expect(question.type).toBe('none');
  });

  test.each<[string, PageOrder]>([
    ['a package', { type: 'package', url: 'https://host.example/big' }],
    ['a published checkpoint', hub],
    [
      'files',
      {
        type: 'files',
        files: [{ path: 'a', file: { size: 3e9 } as File }],
        title: 'Mine',
        precision: 'q4',
        withCloning: true,
      },
    ],
  ])('%s is installed only after the question', async (_, order) => {
    const { intents, until, store } = await page();
    intents.installModel(order, 'Big');
    await until((state) => state.question.type === 'install');
    intents.notNow();
    expect(store.getState().library).toMatchObject({ task: null, models: [] });
    intents.installModel(order, 'Big');
    await until((state) => state.question.type === 'install');
    intents.goOn();
    const { question } = await until((state) => state.library.models.length === 1);
    expect(question.type).toBe('none');
  });

  test('an installation that was cut off is asked about as well', async () => {
    const { intents, until } = await page();
    intents.resumeInstall({ id: 'a', title: 'Big', order: hub, byteLength: 1, startedAtMs: 1 });
    await until((state) => state.question.type === 'install');
  });

  test('a small package is neither asked about nor held up by what cannot be weighed', async () => {
    const { intents, until } = await page();
    intents.installModel({ type: 'package', url: 'https://host.example/small' }, 'Small');
    await until((state) => state.library.models.length === 1);
  });
});

test('on a roomy device nobody is asked, unless it is known not to fit', async () => {
  const processor = fakeFacts({ backend: 'wasm', target: 'cpu-quantised' });
  const { intents, until, store } = await page(roomy, { measureDevice: async () => processor });
  intents.chooseModel(big);
  await until(({ model }) => model.type === 'ready' && model.choice.url === big.url);
  intents.measureDevice();
  await until(({ device }) => device.type === 'measured');
  intents.installModel(hub, 'Higgs');
  const { question } = await until((state) => state.question.type === 'install');
  expect(question).toMatchObject({ sentence: /^It will not fit: it needs 5\.\d GB/ });
  intents.notNow();
  expect(store.getState().library.models).toEqual([]);
});
