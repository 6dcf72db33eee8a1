import type { ApiCall, ApiReply, ApiRoute } from './exchange';
import { type Fault, faultOf } from './fault';

/**
 * Reply to a call that went wrong, in the form that its route has.
 * @param call one of the job routes without `X-API-Version: 2` gets the wrapper of the first version too.
 */
export function errorReply(
  error: unknown,
  form: ApiRoute['errors'],
  call: Pick<ApiCall, 'header'>,
): ApiReply {
  const fault = faultOf(error);
  const { code, message } = fault;
  const wrapper = isBareCall(call) ? {} : { success: false, error: { code, message } };
  const [contentType, body] =
    form === 'openai'
      ? ['application/json', openAiError(fault)]
      : ['application/problem+json', { ...wrapper, ...problemOf(fault) }];
  return {
    status: fault.status,
    headers: { 'content-type': contentType, ...fault.headers },
    body: JSON.stringify(body),
  };
}

/** The call asks for the second version of the job routes, whose replies have no wrapper. */
export function isBareCall({ header }: Pick<ApiCall, 'header'>): boolean {
  return header('x-api-version') === '2';
}

export function jsonReply(
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): ApiReply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) };
}

/** Source: OpenAI's API specification, ErrorResponse: all four keys are always there. */
export function openAiError({ status, code, message, field }: Fault) {
  const type =
    status === 429 ? 'rate_limit_error' : status < 500 ? 'invalid_request_error' : ('server_error' as const);
  return { error: { message, type, param: field, code } };
}

const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  416: 'Range Not Satisfiable',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/** Source: RFC 9457; `code` and `field` are members of ours, which it allows. */
function problemOf({ status, code, message, field }: Fault) {
  return {
    type: 'about:blank',
    title: titles[status] ?? 'Error',
    status,
    detail: message,
    ...(code === null ? {} : { code }),
    ...(field === null ? {} : { field }),
  };
}
