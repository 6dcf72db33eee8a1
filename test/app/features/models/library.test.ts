import { describe, expect, test } from 'vitest';
import { FakeModelLibrary } from '../../../fakes/fake-model-library';
import { fakePageParts } from '../../../fakes/fake-page-parts';

const order = { type: 'package', url: 'https://host.example/voice' } as const;

async function page(change: Parameters<typeof fakePageParts>[1] = {}) {
  const library = new FakeModelLibrary();
  const parts = fakePageParts({}, { library, ...change });
  await parts.untilReady();
  return { library, ...parts };
}

describe('models on this device', () => {
  test('are looked for after the first model was loaded', async () => {
    const { store } = await page();
    expect(store.getState().library).toMatchObject({ models: [], storage: { usedBytes: 2000 } });
  });

  test('one is installed, loaded, verified and removed', async () => {
    const { controllers, until } = await page();
    controllers.library.install(order, 'Voice');
    await until(({ library }) => library.task?.progress?.doneBytes === 500);
    const { library } = await until((state) => state.library.models.length === 1);
    expect(library).toMatchObject({ task: null, problem: null });
    expect(library.result).toBe('https://host.example/voice is on this device.');
    const [model] = library.models;
    controllers.library.use(model!);
    await until(({ model: current }) => current.type === 'ready' && current.choice.url === model!.url);
    controllers.library.verify(model!);
    await until((state) => /every byte/.test(state.library.result));
    controllers.library.remove(model!);
    await until((state) => state.library.models.length === 0);
  });

  test('a failure is told and leaves the buttons usable', async () => {
    const { controllers, until } = await page();
    controllers.library.install({ ...order, url: 'https://host.example/broken' }, 'Voice');
    const { library } = await until((state) => state.library.problem !== null);
    expect(library).toMatchObject({ task: null, problem: { message: 'It could not be fetched.' } });
    controllers.library.install(order, 'Voice');
    const next = await until((state) => state.library.models.length === 1);
    expect(next.library.problem).toBeNull();
  });

  test('what is stopped is no failure', async () => {
    const { controllers, until } = await page();
    controllers.library.install(order, 'Voice');
    await until(({ library }) => library.task?.progress?.doneBytes === 0);
    controllers.library.stop();
    const { library } = await until((state) => state.library.task === null);
    expect(library.problem).toBeNull();
    expect(library.result).toMatch(/Stopped/);
  });

  test('an installation that was cut off is resumed with its own order, or discarded', async () => {
    const { library, controllers, until, store } = await page();
    const cutOff = { id: 'a', title: 'Voice', order, byteLength: 5, startedAtMs: 1 };
    library.interrupted = [cutOff, { ...cutOff, id: 'b', order: null }];
    controllers.library.discard(cutOff);
    await until((state) => state.library.interrupted.length === 1);
    controllers.library.resume(store.getState().library.interrupted[0]!);
    expect(store.getState().library.task).toBeNull(); // its files must be picked again
    controllers.library.resume(cutOff);
    await until((state) => state.library.models.length === 1);
  });

  test('without a folder to write into, an export is one file', async () => {
    const saved: string[] = [];
    const { controllers, until } = await page({ saveBlob: (name) => void saved.push(name) });
    controllers.library.install(order, 'Voice');
    const { library } = await until((state) => state.library.models.length === 1);
    controllers.library.exportModel(library.models[0]!);
    await until((state) => /saved as model\.tar/.test(state.library.result));
    expect(saved).toEqual(['model.tar']);
  });

  test('no folder chosen is no export', async () => {
    const { controllers, until, store } = await page({ pickFolder: async () => null });
    controllers.library.install(order, 'Voice');
    const { library } = await until((state) => state.library.models.length === 1);
    controllers.library.exportModel(library.models[0]!);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(store.getState().library.task).toBeNull();
  });
});
