import { expect, test } from 'vitest';
import { stayAwake } from '../../../src/platform/page/stay-awake';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A browser's wake lock, Web Locks and visibility, as far as they matter here. */
function browser(isRefusing = false) {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' as DocumentVisibilityState });
  const displays = new Set<object>();
  const held = new Set<string>();
  const wakeLock = {
    request: async () => {
      await settled();
      if (isRefusing || page.visibilityState !== 'visible') throw new Error('refused');
      const sentinel = {
        released: false,
        release: async () => {
          await Promise.resolve();
          sentinel.released = true;
          displays.delete(sentinel);
        },
      };
      displays.add(sentinel);
      return sentinel as unknown as WakeLockSentinel;
    },
  };
  const locks = {
    request: async (name: string, _: unknown, work: () => Promise<void>) => {
      if (isRefusing) throw new Error('refused');
      await Promise.resolve();
      held.add(name);
      await work();
      held.delete(name);
    },
  };
  const turn = (visibilityState: DocumentVisibilityState) => {
    page.visibilityState = visibilityState;
    // The system takes it from a hidden page.
    if (visibilityState === 'hidden')
      for (const sentinel of displays) {
        Object.assign(sentinel, { released: true });
        displays.delete(sentinel);
      }
    page.dispatchEvent(new Event('visibilitychange'));
  };
  const want = stayAwake(
    { wakeLock, locks: locks as unknown as Pick<LockManager, 'request'> },
    page as unknown as Pick<Document, 'visibilityState' | 'addEventListener'>,
  );
  return { want, turn, displays, held };
}

test('display and page are held while it is wanted, once, and let go after', async () => {
  const { want, displays, held } = browser();
  want(true);
  want(true);
  await settled();
  await settled();
  expect([displays.size, held.size]).toEqual([1, 1]);
  want(false);
  await settled();
  expect([displays.size, held.size]).toEqual([0, 0]);
});

test('a page that was hidden asks for the display again, and never lets go of running', async () => {
  const { want, turn, displays, held } = browser();
  want(true);
  await settled();
  await settled();
  turn('hidden');
  expect([displays.size, held.size]).toEqual([0, 1]);
  turn('visible');
  await settled();
  await settled();
  expect([displays.size, held.size]).toEqual([1, 1]);
});

test('what is no longer wanted when it is granted is let go at once', async () => {
  const { want, displays, held } = browser();
  want(true);
  want(false);
  await settled();
  await settled();
  expect([displays.size, held.size]).toEqual([0, 0]);
});

test('a wish that follows its end at once is kept', async () => {
  const { want, displays, held } = browser();
  want(true);
  await settled();
  await settled();
  want(false);
  want(true);
  await settled();
  await settled();
  expect([displays.size, held.size]).toEqual([1, 1]);
});

test('refusals and old browsers are silent', async () => {
  browser(true).want(true);
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' }) as unknown as Document;
  const want = stayAwake({}, page);
  want(true);
  want(false);
  await settled();
  await settled();
});
