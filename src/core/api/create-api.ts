import type { ApiHost } from './api-host';
import { isJobPath } from './api-paths';
import type { Api, ApiCall, ApiReply, ApiRoute } from './exchange';
import { RefusedCall } from './refused-call';
import { errorReply } from './replies';
import { requireKey } from './require-key';

type Parts = Readonly<Record<string, string>>;

/** Routes by path, with the one place where errors become replies. */
export function createApi(host: ApiHost, routes: readonly ApiRoute[]): Api {
  const matchers = routes.map((route) => ({ route, match: pathMatcher(route.path) }));
  return async (call, signal) => {
    const found = matchers.flatMap(({ route, match }) => {
      const parts = match(call.path);
      return parts ? [{ route, parts }] : [];
    });
    const errors = found[0]?.route.errors ?? (isJobPath(call.path) ? 'problem' : 'openai');
    try {
      signal.throwIfAborted();
      if (found.length === 0 || found.some(({ route }) => route.needsKey !== false))
        requireKey(host.apiKey?.() ?? null, call.header('authorization'));
      const { route, parts } = chosen(call, found);
      const reply = await route.answer(call, parts, signal);
      return call.method === 'HEAD' ? withoutBody(reply) : reply;
    } catch (error) {
      if (signal.aborted) throw error;
      return errorReply(error, errors, call);
    }
  };
}

function chosen(call: ApiCall, found: readonly { route: ApiRoute; parts: Parts }[]) {
  const method = call.method === 'HEAD' ? 'GET' : call.method;
  const right = found.find(({ route }) => route.method === method);
  if (right) return right;
  const allow = [...new Set(found.map(({ route }) => route.method))].join(', ');
  if (allow !== '') {
    const message = `${call.path} does not take ${call.method}. Use ${allow}.`;
    throw new RefusedCall(405, 'method_not_allowed', message, null, { allow });
  }
  const message = `There is nothing at ${call.method} ${call.path.slice(0, 200)}. See docs/api.md for the addresses.`;
  throw new RefusedCall(404, 'unknown_url', message);
}

/** The reply to HEAD: the same without its body, whose making is ended. */
function withoutBody({ status, headers, body }: ApiReply): ApiReply {
  if (body !== null && typeof body === 'object' && Symbol.asyncIterator in body)
    void body[Symbol.asyncIterator]().return?.();
  return { status, headers, body: null };
}

/** @returns the parts in braces by name, or null for another path. */
function pathMatcher(pattern: string): (path: string) => Parts | null {
  const names: string[] = [];
  const source = pattern.replace(/\{(\w+)(\*?)\}|[.+?^$()|[\]\\]/g, (text, name?: string, rest?: string) => {
    if (name === undefined) return `\\${text}`;
    names.push(name);
    return rest === '*' ? '(.+)' : '([^/]+)';
  });
  const expression = new RegExp(`^${source}/?$`);
  return (path) => {
    const match = expression.exec(path);
    return match && Object.fromEntries(names.map((name, index) => [name, match[index + 1]!]));
  };
}
