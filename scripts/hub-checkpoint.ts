import { existsSync } from 'node:fs';
import type { ImportOptions } from '../src/core/importer/import-options';
import { publishedCheckpoint } from '../src/core/library/published-checkpoint';
import { publishedModels } from '../src/core/library/published-models';
import type { Precision } from '../src/core/store/manifest';
import { HttpFiles } from '../src/platform/http/http-files';
import { patientRetry, type RetryPolicy } from '../src/platform/http/transport';

export type HubWish = {
  /** `bosonai/higgs-audio-v2-generation-3B-base` … */
  readonly repository: string;
  /** Null for the public one. */
  readonly hubUrl: string | null;
  readonly precision: Precision;
  readonly withCloning: boolean;
};

/** Whether a first argument names a published checkpoint; a folder of that name wins. */
export function isPublishedName(word: string): boolean {
  return !existsSync(word) && publishedModels.some(({ name }) => name === word);
}

/** A published checkpoint, read from its hub while it is imported: nothing of it is kept on the disk. */
export function hubCheckpoint(
  wish: HubWish,
  signal: AbortSignal,
  retry: RetryPolicy = patientRetry,
): ImportOptions {
  const transport = { fetch, retry, mayConditionRange: () => true };
  return publishedCheckpoint(
    { type: 'hub', ...wish },
    (url, names) => new HttpFiles(url, names, transport, () => {}, signal),
  );
}
