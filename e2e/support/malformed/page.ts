import { FailureError } from '../../../src/core/failure';
import { createSpeechEngine } from '../../../src/platform/bridge/create-speech-engine';

/** What the page would be told of a package: that it speaks, a failure, or what no person should read. */
export type Answer =
  | { readonly type: 'spoken' }
  | { readonly type: 'refused'; readonly kind: string; readonly message: string }
  | { readonly type: 'raw'; readonly message: string };

const engine = createSpeechEngine();

/** Loads a package as the page does, in the engine's built worker, and lets it say half a second. */
async function tryPackage(path: string, backend: 'wasm' | 'webgpu'): Promise<Answer> {
  const packageUrl = new URL(path, location.href).href;
  try {
    const signal = AbortSignal.timeout(60_000);
    await engine.load(packageUrl, backend, () => {}, signal);
    for await (const event of engine.speak({ text: 'Hello.', maxNewColumns: 12, seed: 1 }, signal)) {
      if (event.type === 'failed') return { type: 'refused', ...event.failure };
      if (event.type === 'cancelled') return { type: 'raw', message: 'still speaking after a minute' };
    }
    return { type: 'spoken' };
  } catch (error) {
    return error instanceof FailureError
      ? { type: 'refused', ...error.failure }
      : { type: 'raw', message: String(error) };
  }
}

export type MalformedPage = { readonly tryPackage: typeof tryPackage };
Object.assign(globalThis, { malformedPage: { tryPackage } satisfies MalformedPage });
