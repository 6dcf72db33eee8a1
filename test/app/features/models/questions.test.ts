import { describe, expect, test } from 'vitest';
import type { PageOrder } from '../../../../src/app/features/models/library-slice';
import type { MemoryBudget } from '../../../../src/core/device/device-facts';
import { originsOfOrder } from '../../../../src/core/library/order-origins';
import { fakeFacts, lowMemory, roomy } from '../../../fakes/device-facts';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { memoryNotes } from '../../../fakes/memory-notes';

const big = { id: 'big', title: 'Big', url: 'https://host.example/big/' };
const hum = { id: 'hum', title: 'Hum', url: 'https://host.example/hum/' };
const hub = {
  type: 'hub',
  repository: 'bosonai/higgs-audio-v2-generation-3B-base',
  hubUrl: null,
  precision: 'q4',
  withCloning: true,
} as const satisfies PageOrder;

/** All sites of the public hub were agreed to. */
const agreedNotes = () => memoryNotes({ 'trusted-origins': JSON.stringify(originsOfOrder(hub)) });

async function page(
  memoryBudget: MemoryBudget = lowMemory,
  change: Parameters<typeof fakePageParts>[1] = {},
) {
  const parts = fakePageParts({}, { memoryBudget, notes: agreedNotes(), ...change });
  await parts.untilReady();
  return parts;
}

describe('a big model on a device with little memory', () => {
  test('is asked about before it is loaded; what is loaded stays, also when it is declined', async () => {
    const { controllers, until, store } = await page();
    controllers.models.load(big);
    const { question, model } = await until((state) => state.question.type === 'load');
    expect(question).toMatchObject({
      choice: big,
      sentence: expect.stringMatching(/needs at least 3\.0 GB/),
    });
    expect(model).toMatchObject({ type: 'ready', choice: hum });
    controllers.question.decline();
    expect(store.getState()).toMatchObject({
      question: { type: 'none' },
      model: { type: 'ready', choice: hum },
    });
  });

  test('is loaded once that was agreed to, and not asked about again', async () => {
    const { controllers, until } = await page();
    controllers.models.load(big);
    await until((state) => state.question.type === 'load');
    controllers.question.confirm();
    await until(({ model }) => model.type === 'ready' && model.choice.url === big.url);
    controllers.models.chooseBackend('wasm');
    const { question } = await until(({ model, backend }) => backend === 'wasm' && model.type === 'ready');
    expect(question.type).toBe('none');
  });

  test('named by the address of the page, nothing is loaded before the answer, and "not now" is told', async () => {
    const parts = fakePageParts({}, { memoryBudget: lowMemory, findModels: async () => [big, hum] });
    await parts.start();
    expect(parts.store.getState()).toMatchObject({ model: { type: 'asking', choice: big } });
    parts.controllers.question.decline();
    expect(parts.store.getState().model).toMatchObject({
      type: 'failed',
      failure: { message: 'Big was not loaded, as you wished.' },
    });
    parts.controllers.models.load(hum);
    await parts.until(({ model }) => model.type === 'ready');
  });

  test('another wish takes the place of the question', async () => {
    const { controllers, until } = await page();
    controllers.models.load(big);
    await until((state) => state.question.type === 'load');
    controllers.models.load({ ...hum, url: 'https://host.example/drone/' });
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
    const { controllers, until, store } = await page();
    controllers.library.install(order, 'Big');
    await until((state) => state.question.type === 'install');
    controllers.question.decline();
    expect(store.getState().library).toMatchObject({ task: null, models: [] });
    controllers.library.install(order, 'Big');
    await until((state) => state.question.type === 'install');
    controllers.question.confirm();
    const { question } = await until((state) => state.library.models.length === 1);
    expect(question.type).toBe('none');
  });

  test('an installation that was cut off is asked about as well', async () => {
    const { controllers, until } = await page();
    controllers.library.resume({ id: 'a', title: 'Big', order: hub, byteLength: 1, startedAtMs: 1 });
    await until((state) => state.question.type === 'install');
  });

  test('a small package is neither asked about nor held up by what cannot be weighed', async () => {
    const { controllers, until } = await page();
    controllers.library.install({ type: 'package', url: 'https://host.example/small' }, 'Small');
    await until((state) => state.library.models.length === 1);
  });
});

test('on a roomy device nobody is asked, unless it is known not to fit', async () => {
  const processor = fakeFacts({ backend: 'wasm', target: 'cpu-quantised' });
  const { controllers, until, store } = await page(roomy, { measureDevice: async () => processor });
  controllers.models.load(big);
  await until(({ model }) => model.type === 'ready' && model.choice.url === big.url);
  controllers.device.measure();
  await until(({ device }) => device.type === 'measured');
  controllers.library.install(hub, 'Higgs');
  const { question } = await until((state) => state.question.type === 'install');
  expect(question).toMatchObject({ sentence: expect.stringMatching(/^It will not fit: it needs 5\.\d GB/) });
  controllers.question.decline();
  expect(store.getState().library.models).toEqual([]);
});

describe('a model of another site that the address of the page names', () => {
  const strange = { ...big, url: 'https://else.example/big/', askOrigin: 'https://else.example' };
  const named = (notes = memoryNotes(), memoryBudget = roomy) =>
    fakePageParts({}, { memoryBudget, notes, findModels: async () => [strange, hum] });

  test('is asked about by its origin before anything is fetched; the page that is opened anew loads it', async () => {
    const notes = memoryNotes();
    const parts = named(notes);
    await parts.start();
    const { question, model } = parts.store.getState();
    expect(model).toMatchObject({ type: 'asking', choice: strange });
    expect(question).toMatchObject({
      origins: ['https://else.example'],
      sentence: expect.stringMatching(/another site: https:\/\/else\.example\. Nothing was fetched/),
    });
    parts.controllers.settings.change({ text: 'Mine.' });
    parts.controllers.question.confirm();
    expect(parts.reopened).toEqual([{ text: 'Mine.', waiting: null }]);
    expect(parts.store.getState().model.type).toBe('asking');
    const again = named(notes);
    await again.start();
    await again.until((state) => state.model.type === 'ready');
    expect(again.store.getState().question.type).toBe('none');
  });

  test('is not loaded when it is declined, and asked about at the next visit', async () => {
    const notes = memoryNotes();
    const parts = named(notes);
    await parts.start();
    parts.controllers.question.decline();
    expect(parts.store.getState().model).toMatchObject({
      type: 'failed',
      failure: { kind: 'model-not-loaded' },
    });
    const again = named(notes);
    await again.start();
    expect(again.store.getState().model.type).toBe('asking');
  });

  test('is asked about by its size as well, where the device has little memory', async () => {
    const parts = named(memoryNotes({ 'trusted-origins': '["https://else.example"]' }), lowMemory);
    await parts.start();
    const { question } = await parts.until((state) => state.question.type === 'load');
    expect(question).toMatchObject({
      origins: [],
      sentence: expect.stringMatching(/needs at least 3\.0 GB/),
    });
  });

  test.each(['{"a":', '{"a":1}', '["https://*.example", "https://else.example; script-src *", 7]'])(
    'is asked about where the note was damaged or written by others: %s',
    async (note) => {
      const parts = named(memoryNotes({ 'trusted-origins': note }));
      await parts.start();
      expect(parts.store.getState().question).toMatchObject({ origins: ['https://else.example'] });
    },
  );
});

test('where the browser keeps nothing, no other site can be allowed, and that is said', async () => {
  const parts = fakePageParts({}, { notes: memoryNotes({}, true) });
  await parts.untilReady();
  parts.controllers.library.install(hub, 'Higgs');
  await parts.until((state) => state.question.type === 'install');
  parts.controllers.question.confirm();
  const { library } = await parts.until((state) => state.library.problem !== null);
  expect(library.problem).toMatchObject({
    kind: 'storage',
    message: expect.stringMatching(/keeps nothing of this page/),
  });
  expect(parts.reopened).toEqual([]);
});

describe('an installation from other sites', () => {
  test('names all of them in one question, and goes on in the page that is opened anew', async () => {
    const notes = memoryNotes();
    const parts = fakePageParts({}, { notes });
    await parts.untilReady();
    parts.controllers.settings.change({ text: 'Mine.' });
    parts.controllers.library.install(hub, 'Higgs');
    const { question } = await parts.until((state) => state.question.type === 'install');
    expect(question).toMatchObject({ origins: originsOfOrder(hub) });
    expect(originsOfOrder(hub)).toContain('https://huggingface.co');
    expect(originsOfOrder(hub).join()).not.toContain('*');
    parts.controllers.question.confirm();
    expect(parts.reopened).toEqual([{ text: 'Mine.', waiting: { order: hub, title: 'Higgs' } }]);

    const again = fakePageParts({}, { notes, reopened: parts.reopened[0]! });
    await again.start();
    await again.until((state) => state.library.models.length === 1);
    expect(again.store.getState().form.text).toBe('Mine.');
  });

  test('asks for a mirror by its own origin, for an own package not at all', async () => {
    const parts = fakePageParts();
    await parts.untilReady();
    parts.controllers.library.install({ ...hub, hubUrl: 'https://mirror.example/hf' }, 'Higgs');
    const { question } = await parts.until((state) => state.question.type === 'install');
    expect(question).toMatchObject({ origins: ['https://mirror.example'] });
    parts.controllers.question.decline();
    parts.controllers.library.install({ type: 'package', url: 'https://host.example/small/' }, 'Small');
    await parts.until((state) => state.library.models.length === 1);
  });
});
