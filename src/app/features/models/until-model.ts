import type { PageStore } from '../../store';
import { isModelComing } from './models-slice';

/** Waits for the model that is coming. @returns whether it is there; false where it is not to be, or when aborted. */
export async function untilModel(store: PageStore, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (isThere: boolean) => {
      unsubscribe();
      signal.removeEventListener('abort', leave);
      resolve(isThere);
    };
    const leave = () => end(false);
    const look = () => {
      const { model } = store.getState();
      if (!isModelComing(model)) end(model.type === 'ready');
    };
    const unsubscribe = store.subscribe(look);
    signal.addEventListener('abort', leave);
    if (signal.aborted) leave();
    else look();
  });
}
