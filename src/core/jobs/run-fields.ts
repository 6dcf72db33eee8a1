import type { ApiHost } from '../api/api-host';
import { requireKnownFields } from '../api/body-fields';
import { refuseCall } from '../api/refused-call';
import { parseIsoTime } from '../data/iso-time';
import type { Fields } from '../data/untrusted-json';
import { quote } from '../failure';
import type { Infra, Job, JobOrder } from './job';
import type { JobHost } from './job-host';
import { whyNoWebhook } from './webhook';

const known = [
  'app',
  'app_id',
  'version_id',
  'input',
  'setup',
  'variant',
  'function',
  'infra',
  'workers',
  'webhook',
  'stream',
  'wait',
  'session',
  'session_timeout',
  'run_at',
  'metadata',
];
const MAX_NAME = 200;
const MAX_METADATA_CHARACTERS = 10_000;
/** As the hosted service. */
const MAX_SESSION_SECONDS = 3600;
const infras: readonly Infra[] = ['cloud', 'private', 'private_first'];

export type RunOrder = Omit<JobOrder, 'modelId'> & {
  /** Null for whichever model is there. */
  readonly modelId: string | null;
  readonly reply: 'task' | 'wait' | 'stream';
};

/** The fields of a call to run that stand beside its input. @throws RefusedCall that names the field. */
export async function runOrder(body: Fields, host: JobHost, kept: readonly Job[]): Promise<RunOrder> {
  requireKnownFields(body, known);
  refuseOthers(body);
  const appField = !body.has('app') && body.has('app_id') ? 'app_id' : 'app';
  const app = body.text(appField, MAX_NAME);
  const session = readSession(body, host.api, kept);
  return {
    app,
    modelId: await modelOfApp(app, appField, host.api),
    infra: body.has('infra') ? body.choice('infra', infras) : 'private',
    webhook: readWebhook(body, host),
    ...session,
    runAtMs: readRunAt(body),
    metadata: readMetadata(body),
    reply: readReply(body),
  };
}

/** Refuses fields of the hosted service that a page does not have, unless they ask for the usual thing. */
function refuseOthers(body: Fields): void {
  if (body.has('setup') && Object.keys(Object(body.value('setup'))).length > 0)
    body.refuse('setup', 'is not empty; this app has nothing to set up');
  if (body.has('variant') && body.value('variant') !== 'default')
    body.refuse('variant', 'must be left out or "default", the only variant');
  if (body.has('function') && body.value('function') !== 'run')
    body.refuse('function', 'must be left out or "run", the only function');
  if (body.has('workers') && body.list('workers', 1).length > 0)
    body.refuse('workers', 'must be left out or empty: this page is the only worker');
  if (body.has('version_id') && body.value('version_id') !== '')
    body.refuse('version_id', 'must be left out; the version is that of the model, named as "app"');
}

async function modelOfApp(app: string, field: string, api: ApiHost): Promise<string | null> {
  const name = app.split('@')[0]!;
  const models = await api.models();
  const model = models.find(({ id, aliases }) => id === name || id === app || aliases?.includes(name));
  if (model) return model.id;
  // Whichever build of the hosted app is asked for: the model that is there takes its place.
  if (/(^|\/)higgs-audio[\w.-]*$/i.test(name)) return null;
  const names = ['infsh/higgs-audio', ...models.map(({ id }) => id)].join(', ');
  const message = `"${field}" names ${quote(app)}, which is not here. There are ${names}.`;
  return refuseCall(404, 'app_not_found', message, field);
}

function readReply(body: Fields): RunOrder['reply'] {
  const isStreamed = body.has('stream') && body.flag('stream');
  const isAwaited = body.has('wait') && body.flag('wait');
  if (isStreamed && isAwaited) body.refuse('wait', 'cannot be true together with "stream"');
  return isStreamed ? 'stream' : isAwaited ? 'wait' : 'task';
}

function readWebhook(body: Fields, host: JobHost): string | null {
  if (!body.has('webhook') || body.value('webhook') === '') return null;
  const webhook = body.value('webhook');
  if (typeof webhook !== 'string') return body.unexpected('webhook', 'an address');
  const reason = whyNoWebhook(webhook, host);
  return reason === null ? webhook : body.refuse('webhook', reason);
}

/** A session ties jobs together by name; nothing is held for it. */
function readSession(body: Fields, api: ApiHost, kept: readonly Job[]) {
  const session = body.has('session') ? body.text('session', MAX_NAME) : '';
  if (body.has('session_timeout') && session !== 'new')
    body.refuse('session_timeout', 'is only taken together with "session": "new"');
  if (session === '') return { sessionId: null, sessionTimeoutSeconds: null };
  if (session === 'new') {
    const seconds = body.has('session_timeout')
      ? body.count('session_timeout', 1, MAX_SESSION_SECONDS)
      : null;
    return { sessionId: api.newId(), sessionTimeoutSeconds: seconds };
  }
  const jobs = kept.filter(({ order }) => order.sessionId === session);
  if (jobs.length === 0)
    refuseCall(404, 'SESSION_NOT_FOUND', `"session" names ${quote(session)}, which is not here.`, 'session');
  const timeout = jobs.find(({ order }) => order.sessionTimeoutSeconds !== null)?.order.sessionTimeoutSeconds;
  const lastMs = Math.max(...jobs.map(({ updatedAtMs }) => updatedAtMs));
  if (timeout && api.nowMs() - lastMs > timeout * 1000)
    refuseCall(410, 'SESSION_EXPIRED', `"session" ended ${timeout} s after its last job.`, 'session');
  return { sessionId: session, sessionTimeoutSeconds: timeout ?? null };
}

function readRunAt(body: Fields): number | null {
  if (!body.has('run_at') || body.value('run_at') === '') return null;
  const written = body.text('run_at', MAX_NAME);
  return parseIsoTime(written) ?? body.refuse('run_at', 'must be a time such as 2026-12-31T18:00:00Z');
}

function readMetadata(body: Fields): unknown {
  if (!body.has('metadata')) return null;
  const metadata = body.value('metadata');
  body.object('metadata');
  if (JSON.stringify(metadata).length > MAX_METADATA_CHARACTERS)
    body.refuse('metadata', `is longer than ${MAX_METADATA_CHARACTERS} characters of JSON`);
  return metadata;
}
