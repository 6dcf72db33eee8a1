import type { LoadedModel } from './model-keeper';
import type { ReadOptions } from './options';
import type { PagevoicePorts } from './pagevoice-ports';

/** A model that a request or the options can name. */
export type ListedModel = {
  readonly title: string;
  /** As options and requests take it. */
  readonly model: string;
  readonly isOnDevice: boolean;
  readonly isLoaded: boolean;
};

/**
 * The model of the options, or else those that the folder of the package lists; then those kept on this
 * device.
 */
export async function listModels(
  ports: Pick<PagevoicePorts, 'findModels' | 'filesFolder' | 'library'>,
  options: ReadOptions,
  loaded: LoadedModel | null,
  signal: AbortSignal,
): Promise<readonly ListedModel[]> {
  const isLoaded = (model: string) => loaded?.url === model;
  const { model } = options;
  const folder = new URL(options.assets ?? ports.filesFolder());
  // Whoever names a model has it elsewhere than in the package's folder, and a site with one model needs no
  // list.
  const listed = model === null ? await ports.findModels(folder, signal).catch(() => []) : [];
  signal.throwIfAborted();
  const { models } = await ports.library().list();
  const all = [
    ...listed.map(({ title, url }) => ({ title, model: url, isOnDevice: false, isLoaded: isLoaded(url) })),
    ...models.map(({ title, url }) => ({ title, model: url, isOnDevice: true, isLoaded: isLoaded(url) })),
  ];
  if (model === null || all.some((one) => one.model === model)) return all;
  return [{ title: folderName(model), model, isOnDevice: false, isLoaded: isLoaded(model) }, ...all];
}

function folderName(model: string): string {
  const name = new URL(model).pathname.split('/').at(-2) ?? model;
  try {
    return decodeURIComponent(name);
  } catch {
    // Its name holds a % that encodes nothing.
    return name;
  }
}
