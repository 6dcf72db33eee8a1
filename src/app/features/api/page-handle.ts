import type { ApiHost } from '../../../core/api/api-host';
import { isOpenAiPath } from '../../../core/api/api-paths';
import { fail } from '../../../core/failure';
import { openAiRoutes } from '../../../core/openai/openai-routes';
import type { ServedCall } from '../../../platform/api/call-wire';
import { createHandle } from '../../../platform/api/handle';
import { replyShelf } from '../../../platform/api/reply-shelf';
import { voiceShelf } from '../../../platform/api/voice-shelf';
import { fetchGivenFile } from '../../../platform/media/fetch-given-file';
import { soundFormats } from '../../../platform/media/sound-formats';
import { decodeRecording } from '../../../platform/webaudio/decode-audio';
import type { ControllerParts } from '../../controller-parts';
import type { ModelsController } from '../models/models-controller';
import type { Arrival } from './arrival-order';
import type { CallLog } from './call-log';
import { EarlyReplies } from './early-replies';
import { createPageJobs } from './page-jobs';
import { createPageModels } from './page-models';

/** The API over the page's engine, models and voices. */
export function createPageHandle(parts: ControllerParts, models: ModelsController, log: CallLog) {
  const { store, ports } = parts;
  const ownOrigin = ports.apiDoors?.origin;
  const early = new EarlyReplies(ports.nowSeconds);
  const host: ApiHost = {
    ...createPageModels(parts, models, (signal) => early.working(signal)),
    formats: soundFormats,
    apiKey: () => store.getState().api.options.key || null,
    voices: voiceShelf(),
    replies: replyShelf(),
    readRecording: decodeRecording,
    get fetchFile() {
      const { fileOrigins } = store.getState().api.options;
      return fileOrigins.length === 0
        ? null
        : (url: string, signal: AbortSignal) => fetchFile(url, { fileOrigins, ownOrigin }, log, signal);
    },
    drawSeed: ports.drawSeed,
    newId: () => crypto.randomUUID(),
    nowMs: () => Date.now(),
  };
  const handle = createHandle(host, openAiRoutes(host), {
    onWork: (request, signal) => early.begin(request, signal),
  });
  const jobs = createPageJobs(host, parts, log);
  const answer = async (request: Request, soon: ServedCall['soon'], place: Arrival): Promise<Response> => {
    await early.watch(request, soon);
    if (request.method === 'POST') await place.turn;
    const reply = isOpenAiPath(new URL(request.url).pathname) ? handle(request) : jobs.answer(request);
    place.leave();
    return reply;
  };
  return { answer, jobs };
}

async function fetchFile(
  url: string,
  {
    fileOrigins,
    ownOrigin,
  }: { readonly fileOrigins: readonly string[]; readonly ownOrigin: string | undefined },
  log: CallLog,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { origin, protocol, host } = new URL(url);
  if (protocol === 'blob:' || origin === ownOrigin) return fetchGivenFile(url, signal);
  if (!fileOrigins.includes(origin))
    fail(
      'network',
      `Nothing is fetched from ${host}: it is not among the sites that are allowed under “API” in the page. Send the file itself.`,
      { address: url },
    );
  const result = ({ byteLength }: Uint8Array) => ({ status: 200, byteLength });
  return log.noteOutside('GET', url, () => fetchGivenFile(url, signal), result);
}
