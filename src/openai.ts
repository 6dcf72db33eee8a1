import type { Pagevoice } from './pagevoice/create-pagevoice';
import { sharedPagevoice } from './pagevoice/shared-pagevoice';
import { type ApiClient, createApiClient } from './platform/api/client/api-client';
import { PLACE } from './platform/api/place';

export { configurePagevoice, sharedPagevoice } from './pagevoice/shared-pagevoice';
export type { ApiClient } from './platform/api/client/api-client';
export type * from './platform/api/client/client-types';

/** Options of the official client. */
export type OpenAIOptions = {
  readonly baseURL: string;
  readonly apiKey: string;
  readonly fetch: Pagevoice['fetch'];
  readonly dangerouslyAllowBrowser: true;
};

/**
 * Options of `new OpenAI(…)` with which this page answers: no key is real, and nothing is sent.
 * @param pagevoice that speaks; the page's shared one when left out.
 */
export function openAIOptions(pagevoice?: Pagevoice): OpenAIOptions {
  return {
    baseURL: `${PLACE}/v1`,
    apiKey: 'in-this-page',
    fetch: (input, init) => (pagevoice ?? sharedPagevoice()).fetch(input, init),
    dangerouslyAllowBrowser: true,
  };
}

/** A small typed client of the same routes, for those who do without the official one. */
export function openAIClient(pagevoice?: Pagevoice): ApiClient {
  return createApiClient({ fetch: openAIOptions(pagevoice).fetch });
}
