import { JobCall, type RunOptions, type RunParams } from './job-call';
import { answered, type JobTransport, type Task } from './job-transport';

export type JobClientOptions = {
  /** Address of the API; without one the hosted service is asked. */
  readonly baseUrl?: string;
  /** The page's own `fetch`, or that of a connected page. */
  readonly fetch?: typeof fetch;
  /** Sent as it is; a page that asks for none ignores it. */
  readonly apiKey?: string;
};

export type TaskPage = {
  readonly items: readonly Task[];
  readonly next_cursor: string;
  readonly prev_cursor: string;
  readonly has_next: boolean;
  readonly has_previous: boolean;
  readonly items_per_page: number;
  readonly total_items: number;
};

export type JobClient = {
  /** Awaited, it gives the finished task; iterated, the task at each of its changes. */
  readonly run: (params: RunParams, options?: RunOptions) => JobCall;
  readonly get: (id: string) => Promise<Task>;
  readonly cancel: (id: string) => Promise<void>;
  readonly list: (query?: Readonly<Record<string, unknown>>) => Promise<TaskPage>;
  readonly remove: (id: string) => Promise<void>;
};

const HOSTED = 'https://api.inference.sh';

/** A client of the job routes, of a page or of the hosted service: the same calls and the same updates. */
export function createJobClient({ baseUrl = HOSTED, fetch: send, apiKey }: JobClientOptions): JobClient {
  const transport: JobTransport = {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    fetch: send ?? ((input, init) => fetch(input, init)),
    headers: {
      'x-api-version': '2',
      ...(apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` }),
    },
  };
  const taskPath = (id: string) => `/tasks/${encodeURIComponent(id)}`;
  return {
    run: (params, options = {}) => new JobCall(transport, params, options),
    get: (id) => answered<Task>(transport, 'GET', taskPath(id)),
    cancel: async (id) => {
      await answered(transport, 'POST', `${taskPath(id)}/cancel`);
    },
    list: (query = {}) => answered<TaskPage>(transport, 'POST', '/tasks/list', query),
    remove: (id) => answered<void>(transport, 'DELETE', taskPath(id)),
  };
}
