import { importLater } from '../../../core/data/import-later';
import type { TakeCall } from '../../../platform/api/page-doors';
import type { ControllerParts } from '../../controller-parts';
import type { ModelsController } from '../models/models-controller';
import type { ApiServer } from './api-server';
import { type ApiOptions, apiAddressed, apiOpened, apiOptionsChanged } from './api-slice';
import { JOBS_NOTE, keepApiOptions, readApiOptions } from './kept-options';

/**
 * Opens the ways by which calls come in. What answers them is fetched with the first call. Nothing here
 * throws.
 */
export function createApiController(parts: ControllerParts, models: ModelsController) {
  const { store, ports } = parts;
  const { apiDoors } = ports;
  let server: Promise<ApiServer> | null = null;
  store.setState(apiOpened(readApiOptions(ports.notes)));

  function load(): Promise<ApiServer> {
    server ??= importLater(() => import('./api-server')).then(({ createApiServer }) =>
      createApiServer(parts, models),
    );
    // Tried again with the next call.
    server.catch(() => {
      server = null;
    });
    return server;
  }

  function changeOptions(change: Partial<ApiOptions>): void {
    const options = { ...store.getState().api.options, ...change };
    store.setState(apiOptionsChanged(options));
    keepApiOptions(ports.notes, options);
  }

  const take: TakeCall = (port, origin) => {
    const refuse = ({ message }: Error) =>
      port.postMessage({ type: 'failed', error: { type: 'error', name: 'TypeError', message } });
    void load().then(({ serve }) => serve(port, origin), refuse);
  };
  const resumeJobs = () => {
    if (ports.notes.read(JOBS_NOTE) === '1')
      void load()
        .then(({ jobs }) => jobs.open())
        .catch(() => {});
  };
  apiDoors?.open(take, resumeJobs);
  apiDoors?.whenAddressed((address) => store.setState(apiAddressed(address)));
  store.subscribe(({ model }, before) => {
    if (model.type !== 'failed' || before.model.type === 'failed') return;
    void server?.then(({ jobs }) => jobs.close());
    apiDoors?.stepBack();
  });

  /** @returns whether the browser has let this page copy it. */
  async function copy(text: string): Promise<boolean> {
    return navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
  }

  return { load, changeOptions, copy, reload: () => location.reload() };
}
