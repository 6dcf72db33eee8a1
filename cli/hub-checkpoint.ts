import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { isGguf } from '../src/core/checkpoint/gguf-folder';
import type { ImportOptions } from '../src/core/importer/import-options';
import { isCheckpointPlace } from '../src/core/library/checkpoint-place';
import { publishedCheckpoint } from '../src/core/library/published-checkpoint';
import type { Precision } from '../src/core/package/manifest';
import { askServer } from '../src/platform/http/ask-server';
import { HttpFiles } from '../src/platform/http/http-files';
import { patientRetry, type RetryPolicy } from '../src/platform/http/transport';

export type HubWish = {
  /** Name of the checkpoint: `bosonai/higgs-audio-v2-generation-3B-base` … */
  readonly repository: string;
  /** Address of the hub; null for the public one. */
  readonly hubUrl: string | null;
  readonly precision: Precision;
  readonly withCloning: boolean;
};

/** Whether a word names a checkpoint on the web. A folder of that name wins; the path of a GGUF file is no repository. */
export function isOnTheWeb(word: string): boolean {
  if (existsSync(word) || !isCheckpointPlace(word)) return false;
  return /^https?:/.test(word.trim()) || !isGguf(basename(word));
}

/** Opens a checkpoint on the web. It is read while it is imported; nothing of it is kept on the disk. */
export function hubCheckpoint(
  wish: HubWish,
  signal: AbortSignal,
  retry: RetryPolicy = patientRetry,
): ImportOptions {
  const transport = { fetch: askServer, retry, mayConditionRange: () => true };
  return publishedCheckpoint(
    { type: 'hub', ...wish },
    (url, names) => new HttpFiles(url, names, transport, () => {}, signal),
  );
}
