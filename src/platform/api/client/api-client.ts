import { createJobClient } from '../../jobs/job-client';
import type { ApiFetch } from '../api-fetch';
import { PLACE, serverBase } from '../place';
import { ApiError } from './api-error';
import type {
  ChatCompletion,
  ChatCompletionBody,
  ChatCompletionChunk,
  ModelList,
  OfferedModel,
  OfferedVoice,
  SpeechBody,
  VoiceBody,
  VoiceList,
} from './client-types';
import { readEvents } from './read-events';

export type CallOptions = { readonly signal?: AbortSignal };

export type ApiClientOptions = {
  /** Answers in this page, or in a window of it. */
  readonly fetch: ApiFetch;
  /** The key that the page asks for. */
  readonly key?: string;
  /**
   * A hosted server of OpenAI's API with a Higgs Audio model, which takes the page's place: texts and
   * recordings are sent to it. Only ever set because a person has chosen it.
   */
  readonly server?: { readonly url: string; readonly key: string };
};

export type ApiClient = {
  /** Host of the server that the calls leave the page for; null while they stay in it. */
  readonly leavesFor: string | null;
  readonly chat: {
    readonly completions: {
      create(
        body: ChatCompletionBody & { readonly stream: true },
        options?: CallOptions,
      ): Promise<AsyncIterable<ChatCompletionChunk>>;
      create(
        body: ChatCompletionBody & { readonly stream?: false },
        options?: CallOptions,
      ): Promise<ChatCompletion>;
    };
  };
  readonly audio: {
    readonly speech: {
      /** The body of the response is the sound, while it is made. */
      create(body: SpeechBody, options?: CallOptions): Promise<Response>;
    };
    readonly voices: {
      list(options?: CallOptions): Promise<VoiceList>;
      create(body: VoiceBody, options?: CallOptions): Promise<OfferedVoice>;
      /** Removes a voice that was made of a recording. */
      remove(id: string, options?: CallOptions): Promise<void>;
    };
  };
  readonly models: {
    list(options?: CallOptions): Promise<ModelList>;
    retrieve(id: string, options?: CallOptions): Promise<OfferedModel>;
  };
  /** A job. It stays in the page, also where calls go to a hosted server, which has no jobs. */
  readonly run: JobClient['run'];
  readonly tasks: Omit<JobClient, 'run'>;
};

type JobClient = ReturnType<typeof createJobClient>;

/** A thin client of the page's API: the names of the official client, without the package. */
export function createApiClient({ fetch, key, server }: ApiClientOptions): ApiClient {
  const base = `${server ? serverBase(server.url) : PLACE}/v1`;
  const shown = server ? server.key : key;
  // Called without an object: the browser's own `fetch` asks for that.
  const ask: ApiFetch = server ? (input, init) => globalThis.fetch(input, init) : fetch;

  async function call(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body: FormData | object | null,
    { signal }: CallOptions = {},
  ): Promise<Response> {
    const isForm = body instanceof FormData;
    const headers = new Headers(body && !isForm ? { 'content-type': 'application/json' } : {});
    if (shown) headers.set('authorization', `Bearer ${shown}`);
    const response = await ask(base + path, {
      method,
      headers,
      ...(body === null ? {} : { body: isForm ? body : JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
      ...(server ? { credentials: 'omit', referrerPolicy: 'no-referrer' } : {}),
    });
    if (!response.ok) throw await ApiError.of(response);
    return response;
  }

  const json = async <T>(asked: Promise<Response>): Promise<T> => (await asked).json();

  function complete(body: ChatCompletionBody & { readonly stream?: boolean }, options?: CallOptions) {
    const asked = call('POST', '/chat/completions', body, options);
    return body.stream
      ? asked.then((response) => readEvents<ChatCompletionChunk>(response))
      : json<ChatCompletion>(asked);
  }

  const { run, ...tasks } = createJobClient({
    baseUrl: PLACE,
    fetch,
    ...(key ? { apiKey: key } : {}),
  });
  return {
    leavesFor: server ? new URL(server.url).host : null,
    chat: { completions: { create: complete as ApiClient['chat']['completions']['create'] } },
    audio: {
      speech: { create: (body, options) => call('POST', '/audio/speech', body, options) },
      voices: {
        list: (options) => json(call('GET', '/audio/voices', null, options)),
        create: ({ name, audio_sample, consent, transcript }, options) => {
          const form = new FormData();
          form.set('name', name);
          form.set('audio_sample', audio_sample);
          form.set('consent', consent);
          if (transcript !== undefined) form.set('transcript', transcript);
          return json(call('POST', '/audio/voices', form, options));
        },
        remove: async (id, options) =>
          void (await call('DELETE', `/audio/voices/${encodeURIComponent(id)}`, null, options)),
      },
    },
    models: {
      list: (options) => json(call('GET', '/models', null, options)),
      retrieve: (id, options) => json(call('GET', `/models/${encodeURIComponent(id)}`, null, options)),
    },
    run,
    tasks,
  };
}
