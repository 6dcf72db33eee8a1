import { quote } from '../core/failure';
import type { BackendChoice } from '../core/speech/speech-engine';

export type PagevoiceOptions = {
  /**
   * Folder of a model package, relative to the page, or `opfs:<id>` of one that is kept on this device. Left
   * out: the voice in `models/voice/` beside the package's files.
   */
  readonly model?: string;
  /** Left out or `auto`: WebGPU where it can run the model, else the processor. */
  readonly backend?: BackendChoice;
  /**
   * Folder with the package's files, relative to the page; left out: beside the package's entry, or where a
   * bundler put them.
   */
  readonly assets?: string;
  /**
   * `device` keeps the model on this device, whole and checked, so that it is there without a network. Left
   * out: `none`.
   */
  readonly cache?: 'none' | 'device';
};

export type ReadOptions = {
  /** Absolute; null for the voice beside the package's files. */
  readonly model: string | null;
  readonly backend: BackendChoice;
  /** Absolute, with a slash at its end. */
  readonly assets: string | null;
  readonly cache: 'none' | 'device';
};

const known = new Set(['model', 'backend', 'assets', 'cache']);
const backends: readonly BackendChoice[] = ['auto', 'webgpu', 'wasm', 'wasm-runtime'];
const caches = ['none', 'device'] as const;

/**
 * @param pageUrl to which addresses are relative.
 * @throws TypeError that names the option, what is wrong with it and what it may be.
 */
export function readOptions(options: unknown, pageUrl: string): ReadOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new TypeError(`The options of createPagevoice are ${quote(options)}. Give an object, or nothing.`);
  const given = options as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(given)) {
    if (!known.has(name))
      throw new TypeError(`There is no option “${name}”. The options are ${[...known].join(', ')}.`);
  }
  const assets = readFolder(given.assets, 'assets', pageUrl);
  if (assets !== null && new URL(assets).origin !== new URL(pageUrl).origin)
    throw new TypeError(
      `The option “assets” names ${assets}, another site. Browsers start workers only from the page's own: copy the files there.`,
    );
  return {
    model: readModel(given.model, pageUrl),
    backend: readChoice(given.backend ?? 'auto', 'backend', backends),
    assets,
    cache: readChoice(given.cache ?? 'none', 'cache', caches),
  };
}

/** @returns the absolute address of a model as a caller writes it. @throws TypeError */
export function readModel(given: unknown, pageUrl: string): string | null {
  if (typeof given === 'string' && /^opfs:/.test(given)) return given;
  return readFolder(given, 'model', pageUrl);
}

/** A pin behind `#` stays where it is. */
function readFolder(given: unknown, name: string, pageUrl: string): string | null {
  if (given === undefined || given === null) return null;
  if (typeof given !== 'string' || given.trim() === '' || !URL.canParse(given, pageUrl))
    throw new TypeError(`The option “${name}” is ${quote(given)}. Give the address of a folder.`);
  const url = new URL(given, pageUrl);
  if (!/^https?:$/.test(url.protocol))
    throw new TypeError(`The option “${name}” is ${quote(given)}, which is no web address.`);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}

function readChoice<T extends string>(given: unknown, name: string, choices: readonly T[]): T {
  const found = choices.find((choice) => choice === given);
  if (found === undefined)
    throw new TypeError(
      `The option “${name}” is ${quote(given)}. It may be ${choices.map((choice) => `“${choice}”`).join(', ')}.`,
    );
  return found;
}
