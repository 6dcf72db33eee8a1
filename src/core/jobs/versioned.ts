import type { ApiCall, ApiReply, ApiRoute } from '../api/exchange';
import { isBareCall, jsonReply } from '../api/replies';

type Answer = (
  call: ApiCall,
  parts: Readonly<Record<string, string>>,
  signal: AbortSignal,
) => Promise<{ readonly value: unknown; readonly status?: number } | ApiReply>;

/**
 * A route of the hosted service. A call with `X-API-Version: 2` gets the bare object or an RFC 9457 problem;
 * any other the wrapper of the first version, whose `data` newer clients unwrap too.
 */
export function versioned(method: ApiRoute['method'], path: string, answer: Answer): ApiRoute {
  return {
    method,
    path,
    errors: 'problem',
    async answer(call, parts, signal) {
      const result = await answer(call, parts, signal);
      if ('headers' in result) return result;
      const { value, status = 200 } = result;
      const data = isBareCall(call) ? value : { success: true, status, data: value, messages: [] };
      return jsonReply(data, status);
    },
  };
}
