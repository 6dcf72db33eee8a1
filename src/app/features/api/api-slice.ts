/** Other sites that calls of the API may reach, and who may call. Kept on this device. */
export type ApiOptions = {
  /** Asked of every call; empty: of none. Windows of other sites are refused without one. */
  readonly key: string;
  /** Origins of other sites whose windows may call. */
  readonly callers: readonly string[];
  /** Origins that files named by a call may be fetched from. */
  readonly fileOrigins: readonly string[];
  /** Origins that webhooks may be sent to. */
  readonly webhookOrigins: readonly string[];
  /** Numbers that jobs have for their statuses: `v1` is that of older clients, where completed is 9. */
  readonly statusScheme: 'v1' | 'v2';
  /** Body of a webhook: the flat report, or the newer envelope. */
  readonly webhookBody: 'flat' | 'envelope';
  readonly server: HostedServer;
};

/** A hosted server of OpenAI's API that answers in place of this page, while it is on. */
export type HostedServer = {
  readonly isOn: boolean;
  /** Up to `/v1`; empty where there is none. */
  readonly url: string;
  readonly key: string;
};

export const firstApiOptions: ApiOptions = {
  key: '',
  callers: [],
  fileOrigins: [],
  webhookOrigins: [],
  statusScheme: 'v2',
  webhookBody: 'flat',
  server: { isOn: false, url: '', key: '' },
};

/** A call as the panel shows it: one that came in, or what one has reached outside of the page. */
export type ApiCallLine = {
  readonly id: number;
  readonly direction: 'in' | 'out';
  readonly method: string;
  /** The whole address of what was reached outside. */
  readonly path: string;
  /** Origin of the window that called; empty for this site. */
  readonly caller: string;
  /** Null until there is a reply; 499 for a caller who has left. */
  readonly status: number | null;
  /** Null until its last byte was sent. */
  readonly seconds: number | null;
  readonly byteLength: number;
};

export type ApiSlice = {
  readonly api: {
    /** Address of the API up to `/v1`; null until this site's service worker answers there. */
    readonly address: string | null;
    readonly options: ApiOptions;
    /** Origins that this page may reach for calls: as the options were when it was opened. */
    readonly reachable: readonly string[];
    /** Newest first. */
    readonly calls: readonly ApiCallLine[];
    /** Calls that are being answered and may compute. */
    readonly workingCount: number;
  };
};

/** Calls that the panel shows. */
const MOST_CALLS = 20;

export const firstApi: ApiSlice = {
  api: { address: null, options: firstApiOptions, reachable: [], calls: [], workingCount: 0 },
};

type Change = (state: ApiSlice) => ApiSlice;

export const apiOpened =
  (options: ApiOptions): Change =>
  ({ api }) => ({ api: { ...api, options, reachable: outsideOrigins(options) } });

export const apiAddressed =
  (address: string | null): Change =>
  ({ api }) => ({ api: { ...api, address } });

export const apiOptionsChanged =
  (options: ApiOptions): Change =>
  ({ api }) => ({ api: { ...api, options } });

export const callCame =
  (line: ApiCallLine): Change =>
  ({ api }) => ({ api: { ...api, calls: [line, ...api.calls].slice(0, MOST_CALLS) } });

export const callChanged =
  (id: number, change: Partial<ApiCallLine>): Change =>
  ({ api }) => ({
    api: { ...api, calls: api.calls.map((line) => (line.id === id ? { ...line, ...change } : line)) },
  });

export const callsWorking =
  (workingCount: number): Change =>
  ({ api }) => ({ api: { ...api, workingCount } });

/** Origins of other sites that the options let this page reach. */
export function outsideOrigins({ fileOrigins, webhookOrigins, server }: ApiOptions): readonly string[] {
  const hosted = server.isOn && URL.canParse(server.url) ? [new URL(server.url).origin] : [];
  return [...new Set([...fileOrigins, ...webhookOrigins, ...hosted])];
}

/**
 * True when the page has to be opened anew for its options: a page can give up connections, never gain one.
 */
export const needsReload = ({ api }: ApiSlice): boolean =>
  outsideOrigins(api.options).some((origin) => !api.reachable.includes(origin));
