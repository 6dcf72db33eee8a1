import type { ApiHost, ApiModel } from '../api/api-host';
import type { ApiRoute } from '../api/exchange';
import { jsonReply } from '../api/replies';
import { chooseModel } from './choose-model';

/** `/v1/models`, the list that Open WebUI asks for, and whether anything can speak. */
export function modelRoutes(host: ApiHost): readonly ApiRoute[] {
  return [
    {
      method: 'GET',
      path: '/v1/models',
      errors: 'openai',
      answer: async () => jsonReply({ object: 'list', data: (await host.models()).map(modelObject) }),
    },
    {
      method: 'GET',
      path: '/v1/models/{id*}',
      errors: 'openai',
      answer: async (_, { id }) => jsonReply(modelObject(await chooseModel(host, id!, null))),
    },
    {
      method: 'GET',
      path: '/v1/audio/models',
      errors: 'openai',
      answer: async () => {
        const models = (await host.models()).map(modelObject);
        return jsonReply({ object: 'list', data: models, models });
      },
    },
    {
      method: 'GET',
      path: '/health',
      errors: 'openai',
      answer: async () => {
        await chooseModel(host, null, null);
        return jsonReply({ status: 'healthy' });
      },
    },
  ];
}

/** Source: OpenAI's API specification, Model; title, aliases and state are ours. */
export function modelObject({ id, title, createdAtMs, isLoaded, aliases }: ApiModel) {
  return {
    id,
    object: 'model' as const,
    created: Math.floor(createdAtMs / 1000),
    owned_by: 'pagevoice',
    title,
    aliases: aliases ?? [],
    loaded: isLoaded,
  };
}
