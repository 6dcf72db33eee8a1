import type { ServedCall } from '../../../platform/api/call-wire';

/** Replies that come sooner keep their true status and all their headers. */
const EARLY_AFTER_SECONDS = 5;

/**
 * Begins replies before they are made, where all of them comes at the end: a service worker sees that its
 * caller has left only once the reply has begun, and the engine would go on for nobody.
 */
export class EarlyReplies {
  readonly #nowSeconds: () => number;
  readonly #announce = new WeakMap<Request | AbortSignal, () => void>();
  readonly #since = new WeakMap<AbortSignal, number>();

  constructor(nowSeconds: () => number) {
    this.#nowSeconds = nowSeconds;
  }

  async watch(request: Request, soon: ServedCall['soon']): Promise<void> {
    const type = await typeOfWholeReply(request);
    if (type !== null) this.#announce.set(request, () => soon(type));
  }

  /** @param signal of the work behind the request. */
  begin(request: Request, signal: AbortSignal): void {
    const announce = this.#announce.get(request);
    if (announce) this.#announce.set(signal, announce);
  }

  /** Call it whenever the engine has made some of what the signal belongs to. */
  working(signal: AbortSignal): void {
    const since = this.#since.get(signal) ?? this.#nowSeconds();
    this.#since.set(signal, since);
    if (this.#nowSeconds() - since >= EARLY_AFTER_SECONDS) this.#announce.get(signal)?.();
  }
}

/** @returns the content type of a reply that comes in one piece once all of it is made; null for others. */
async function typeOfWholeReply(request: Request): Promise<string | null> {
  const path = new URL(request.url).pathname.replace(/\/$/, '');
  if (!wholePaths.includes(path)) return null;
  const body = objectOf(
    await request
      .clone()
      .json()
      .catch(() => null),
  );
  const call = { ...body, ...objectOf(body.extra_body) };
  if (path === '/v1/chat/completions') return call.stream === true ? null : 'application/json';
  if (call.stream_format === 'sse') return null;
  const times = call.timestamp_granularities;
  const hasTimes = call.return_timing === true || (Array.isArray(times) && times.length > 0);
  // With times beside it, the sound is part of an object.
  if (hasTimes || path === '/dev/captioned_speech') return 'application/json';
  if (call.stream === true) return null;
  return call.response_format === 'wav' || call.response_format === 'wav-float' ? 'audio/wav' : null;
}

const wholePaths = ['/v1/chat/completions', '/v1/audio/speech', '/dev/captioned_speech'];

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return (value ?? {}) as Readonly<Record<string, unknown>>;
}
