import type { StoreLocks } from '../../core/library/store-files';

/** Locks over all tabs and workers of the site. The browser releases them when their holder ends. */
export const webLocks: StoreLocks = {
  tryLock: (name, mode) => held(name, { mode, ifAvailable: true }),
  lock: async (name, mode, signal) => (await held(name, { mode, signal }))!,
};

function held(name: string, options: LockOptions): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, options, (lock) => {
        if (!lock) return resolve(null);
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}
