/** A file of a form, read whole. */
export type ApiFile = { readonly name: string; readonly type: string; readonly bytes: Uint8Array };

export type ApiBody =
  | { readonly type: 'none' }
  | { readonly type: 'json'; readonly value: unknown }
  | { readonly type: 'form'; readonly fields: ReadonlyMap<string, string | ApiFile> }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array };

/** A call of the API, as far as HTTP goes: nothing in it is believed. */
export type ApiCall = {
  /** In capitals. */
  readonly method: string;
  /** Path below the API's base, decoded, beginning with a slash: `/v1/models`. */
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
  /** @param name in lower case. */
  readonly header: (name: string) => string | null;
  /**
   * Reads the body once, up to the limit of its kind, which its content type tells.
   * @param kind takes the body for this kind, whatever its content type.
   * @throws FailureError 'bad-request'
   */
  readonly body: (kind?: 'bytes') => Promise<ApiBody>;
};

/**
 * The reply to a call. A body that is iterated is sent while it is made; leaving it early ends the work behind
 * it.
 */
export type ApiReply = {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array | string> | null;
};

/** One address of the API. */
export type ApiRoute = {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /**
   * `/tasks/{id}/status`: what stands in braces is one part of the path, handed over by name.
   * `/v1/models/{id*}`: all that is left of it, slashes too.
   */
  readonly path: string;
  /** Form of its errors: OpenAI's object, or RFC 9457's problem. */
  readonly errors: 'openai' | 'problem';
  /**
   * False where the path itself is a secret, as that of a file is: pictures, players and uploads send no
   * header.
   */
  readonly needsKey?: false;
  readonly answer: (
    call: ApiCall,
    parts: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ) => Promise<ApiReply>;
};

/** Answers a call. @throws the signal's reason when aborted; everything else that goes wrong is a reply. */
export type Api = (call: ApiCall, signal: AbortSignal) => Promise<ApiReply>;
