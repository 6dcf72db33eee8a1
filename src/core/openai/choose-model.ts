import type { ApiHost, ApiModel } from '../api/api-host';
import { refuseCall } from '../api/refused-call';
import { quote } from '../failure';

/**
 * The model that a call means, by its id or another name of it.
 * @param name null for the loaded one, or the first.
 * @param signal of a call that may load a model: other names of a model can be known only then. Null for
 * others.
 * @throws RefusedCall 404 that names the models there are.
 */
export async function chooseModel(
  host: Pick<ApiHost, 'models' | 'openModel'>,
  name: string | null,
  signal: AbortSignal | null,
): Promise<ApiModel> {
  const models = await host.models();
  if (models.length === 0) {
    const message = 'There is no model on this page yet. Load one first.';
    return refuseCall(503, 'model_not_loaded', message, 'model');
  }
  const loaded = models.find(({ isLoaded }) => isLoaded);
  if (name === null) return loaded ?? models[0]!;
  const byId = models.find(({ id }) => id === name);
  if (byId) return byId;
  const answering = models.filter(({ aliases }) => aliases?.includes(name));
  const chosen = answering.find(({ isLoaded }) => isLoaded) ?? answering[0];
  if (chosen) return chosen;
  if (!loaded && signal) {
    await host.openModel(null, signal);
    return chooseModel(host, name, null);
  }
  const ids = models.map(({ id }) => id).join(', ');
  return refuseCall(
    404,
    'model_not_found',
    `There is no model ${quote(name)} here. There is ${ids}.`,
    'model',
  );
}
