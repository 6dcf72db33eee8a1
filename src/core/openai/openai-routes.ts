import type { ApiHost } from '../api/api-host';
import { CallTurns } from '../api/call-turns';
import type { ApiRoute } from '../api/exchange';
import { chatRoute } from './chat-route';
import { KeptReplies } from './kept-replies';
import { modelRoutes } from './model-routes';
import { speechRoutes } from './speech-route';
import { voiceRoutes } from './voice-routes';

export type OpenAiOptions = {
  /** The calls that speak; handed over where others take turns with them. */
  readonly turns?: CallTurns;
};

/** The addresses of OpenAI's API that a speaking model can answer. */
export function openAiRoutes(
  host: ApiHost,
  { turns = new CallTurns() }: OpenAiOptions = {},
): readonly ApiRoute[] {
  const parts = { host, turns, replies: new KeptReplies(host) };
  return [...modelRoutes(host), ...voiceRoutes(host), chatRoute(parts), ...speechRoutes(parts)];
}
