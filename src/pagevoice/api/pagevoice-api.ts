import type { ApiHost, ApiModel, CalledEngine, KeptVoice, OpenModel } from '../../core/api/api-host';
import { isOpenAiPath } from '../../core/api/api-paths';
import { importLater } from '../../core/data/import-later';
import { fail } from '../../core/failure';
import { codecIdOf } from '../../core/openai/find-voice';
import { openAiRoutes } from '../../core/openai/openai-routes';
import type { Manifest } from '../../core/package/manifest';
import { type ApiFetch, createApiFetch } from '../../platform/api/api-fetch';
import { createHandle } from '../../platform/api/handle';
import { PLACE } from '../../platform/api/place';
import { voiceShelf } from '../../platform/api/voice-shelf';
import { soundFormats } from '../../platform/media/sound-formats';
import { systemClock } from '../../platform/time/clock';
import { decodeRecording } from '../../platform/webaudio/decode-audio';
import type { ListedModel } from '../list-models';
import type { ClonedVoice } from '../speech-input';

/** Parts of a Pagevoice that the API uses. */
export type PagevoiceApiParts = {
  /** Address of the model that speaks when none is named. */
  readonly ownModel: () => string;
  /** The manifest of a package; of a loaded one it is at hand. */
  readonly manifestOf: (url: string, signal: AbortSignal) => Promise<Manifest>;
  readonly open: (url: string, signal: AbortSignal) => Promise<{ readonly manifest: Manifest }>;
  /** The engine as it speaks with one model: each of its calls waits for its turn. */
  readonly engineFor: (url: string) => CalledEngine;
  readonly models: (signal: AbortSignal) => Promise<readonly ListedModel[]>;
  readonly cloned: ReadonlyMap<string, ClonedVoice>;
};

const never = new AbortController().signal;

/**
 * A `fetch` that is answered in this page, whatever the origin of the address. Jobs last as long as the page.
 */
export function createPagevoiceFetch(parts: PagevoiceApiParts): ApiFetch {
  const host = apiHost(parts);
  const handle = createHandle(host, openAiRoutes(host));
  let jobs: Promise<(request: Request) => Promise<Response>> | null = null;
  return createApiFetch(async (request) => {
    if (isOpenAiPath(new URL(request.url).pathname)) return handle(request);
    jobs ??= openJobRoutes(host).catch((error: unknown) => {
      jobs = null;
      throw error;
    });
    return (await jobs)(request);
  });
}

async function openJobRoutes(api: ApiHost): Promise<(request: Request) => Promise<Response>> {
  const [{ openJobs }, { jobRoutes }, { MemoryJobStore }] = await importLater(() =>
    Promise.all([
      import('../../core/jobs/jobs'),
      import('../../core/jobs/task-routes'),
      import('../../core/jobs/memory-job-store'),
    ]),
  );
  const jobs = await openJobs({
    api,
    store: new MemoryJobStore(),
    baseUrl: PLACE,
    statusScheme: 'v2',
    webhooks: null,
    webhookBody: 'flat',
    announce: (name, detail) => void dispatchEvent(new CustomEvent(name, { detail })),
    after: systemClock.after,
  });
  return createHandle(api, jobRoutes(jobs));
}

function apiHost({ ownModel, manifestOf, open, engineFor, models, cloned }: PagevoiceApiParts): ApiHost {
  const shelf = voiceShelf();

  /**
   * Ids of models by their addresses: the own one goes by its manifest, others by what options and requests
   * call them.
   */
  async function offered(): Promise<readonly (ApiModel & { readonly url: string })[]> {
    const url = ownModel();
    const manifest = await manifestOf(url, never);
    const listed = await models(never);
    const own = {
      url,
      id: manifest.id,
      title: manifest.title,
      createdAtMs: 0,
      isLoaded: listed.some(({ model, isLoaded }) => model === url && isLoaded),
      aliases: manifest.aliases.models,
    };
    const others = listed
      .filter(({ model }) => model !== url)
      .map(({ model, title, isLoaded }) => ({ url: model, id: model, title, createdAtMs: 0, isLoaded }));
    return [own, ...others];
  }

  async function openModel(id: string | null, signal: AbortSignal): Promise<OpenModel> {
    const all = await offered();
    const found = id === null ? all[0] : all.find((model) => model.id === id);
    if (!found)
      return fail('model-not-loaded', `There is no model "${id}". GET /v1/models lists those that are.`, {
        field: 'model',
      });
    const { manifest } = await open(found.url, signal);
    return { manifest, engine: engineFor(found.url) };
  }

  async function clonedVoices(): Promise<readonly KeptVoice[]> {
    if (cloned.size === 0) return [];
    const codecId = codecIdOf(await manifestOf(ownModel(), never));
    return [...cloned.values()].map(({ id, name, transcript, grid }) => ({
      id,
      name,
      consent: '',
      transcript,
      grid: { ...grid, codes: grid.codes.slice() },
      codecId,
      createdAtMs: 0,
    }));
  }

  return {
    models: async () => (await offered()).map(({ url: _, ...model }) => model),
    openModel,
    voices: {
      list: async () => [...(await clonedVoices()), ...(await shelf.list())],
      put: (voice) => shelf.put(voice),
      remove: (id) => shelf.remove(id),
    },
    formats: soundFormats,
    readRecording: decodeRecording,
    // Nothing is fetched because a call names it: files come as data.
    fetchFile: null,
    drawSeed: () => crypto.getRandomValues(new Uint32Array(1))[0]!,
    newId: () => crypto.randomUUID(),
    nowMs: () => Date.now(),
  };
}
