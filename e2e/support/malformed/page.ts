import { FailureError } from '../../../src/core/failure';
import { createSpeechEngine } from '../../../src/platform/bridge/create-speech-engine';

/** What the page would be told of a package: that it speaks, a failure, or what no person should read. */
export type Answer =
  | { readonly type: 'spoken' }
  | { readonly type: 'refused'; readonly kind: string; readonly message: string }
  | { readonly type: 'raw'; readonly message: string };

const engine = createSpeechEngine();

/** Shaders of a software adapter take half a minute where nothing else runs, so what counts is the wait for a sign of progress. */
const LONGEST_SILENCE_MILLISECONDS = 60_000;

/** A signal that is aborted once nothing was heard for too long. */
function untilSilent() {
  const controller = new AbortController();
  let timer = 0;
  const heard = () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => controller.abort(), LONGEST_SILENCE_MILLISECONDS);
  };
  heard();
  return { signal: controller.signal, heard, end: () => clearTimeout(timer) };
}

/** Loads a package as the page does, in the engine's built worker, and lets it say half a second. */
async function tryPackage(path: string, backend: 'wasm' | 'webgpu'): Promise<Answer> {
  const packageUrl = new URL(path, location.href).href;
  const { signal, heard, end } = untilSilent();
  try {
    await engine.load(packageUrl, backend, heard, signal);
    for await (const event of engine.speak({ text: 'Hello.', maxNewColumns: 12, seed: 1 }, signal)) {
      heard();
      if (event.type === 'failed') return { type: 'refused', ...event.failure };
      if (event.type === 'cancelled') return { type: 'raw', message: 'nothing was heard for a minute' };
    }
    return { type: 'spoken' };
  } catch (error) {
    return error instanceof FailureError
      ? { type: 'refused', ...error.failure }
      : { type: 'raw', message: String(error) };
  } finally {
    end();
  }
}

export type MalformedPage = { readonly tryPackage: typeof tryPackage };
Object.assign(globalThis, { malformedPage: { tryPackage } satisfies MalformedPage });
