import { NOT_FETCHED } from '../../core/data/import-later';
import { fail } from '../../core/failure';
import { say } from '../../core/sentence';
import type { OrtModule } from './ort-module';

/** Errors of browsers and of the runtime for WebAssembly that was not there; a host may send a page in its place. */
const missing = /fetch|networkerror|load failed|http status code is not ok|expected magic word|initWasm/i;

/**
 * Makes a sentence of an error of the runtime that could not fetch its own WebAssembly; the first session starts it.
 * @throws FailureError 'network'; returns for any other error.
 */
export function failIfRuntimeMissing(error: unknown, { env }: OrtModule): void {
  if (!missing.test(String(error))) return;
  const { wasmPaths } = env?.wasm ?? {};
  const address = typeof wasmPaths === 'object' && wasmPaths.wasm ? String(wasmPaths.wasm) : null;
  if (address === null) fail('network', say`${NOT_FETCHED} Another backend may be kept here.`, {}, error);
  const sentence = say`${NOT_FETCHED} It was asked for at ${address}. Another backend may be kept here.`;
  fail('network', sentence, { address }, error);
}
