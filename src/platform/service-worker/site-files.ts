/** A file of the built site; `revision` is null where the name already holds a hash of the content. */
export type SiteFile = {
  readonly url: string;
  readonly revision: string | null;
  readonly byteLength: number;
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly sha256: string;
};

/** The runtime that the page has loaded its model with. */
export type SiteRuntime = 'webgpu' | 'processor';

/** Part of the site. `page`: all code, and what is small. `formats`: what encodes sound files. */
export type SitePart = 'page' | 'voice' | 'cloning' | 'formats' | SiteRuntime;

/** @param url relative to the site's folder. */
export function partOf(url: string): SitePart {
  if (/\.wasm(?:\.bin)?$/.test(url)) return /\.(?:jspi|asyncify)/.test(url) ? 'webgpu' : 'processor';
  if (/-encoder\.worker[^/]*\.js$/.test(url)) return 'formats';
  if (!url.startsWith('models/')) return 'page';
  return /\/codec-encoder[^/]*$/.test(url) ? 'cloning' : 'voice';
}

/** Parts that this browser speaks with come first; the page has fetched them already. Then those it may need later. */
export function keepingOrder(runtime: SiteRuntime): readonly SitePart[] {
  return ['page', runtime, 'voice', 'cloning', 'formats', runtime === 'webgpu' ? 'processor' : 'webgpu'];
}

/** Number of parts of `keepingOrder` kept where the browser is asked to save data. */
export const THRIFTY_PART_COUNT = 3;

/**
 * ONNX Runtime Web comes in one file per way of waiting inside WebAssembly; a browser needs only one of them.
 * @returns false for the runtime of the other kind of browser, tens of megabytes that would never be used.
 */
export function isNeededHere(url: string, hasStackSwitching = 'Suspending' in WebAssembly): boolean {
  if (url.includes('.jspi')) return hasStackSwitching;
  if (url.includes('.asyncify')) return !hasStackSwitching;
  return true;
}
