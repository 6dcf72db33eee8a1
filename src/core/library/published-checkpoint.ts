import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { withFolder } from '../checkpoint/folder-views';
import type { ImportOptions } from '../importer/import-options';
import type { HubOrder } from './model-library';
import { type HubFolder, hubFolderUrl, originOf, PUBLIC_HUB, publishedModel } from './published-models';

/** Port: a folder on the web. @param files what may lie in it. */
export type OpenWebFolder = (folderUrl: string, files: readonly string[]) => CheckpointFiles;

/** What to import for an order: nothing is fetched yet. @throws FailureError 'bad-request' for an unknown name. */
export function publishedCheckpoint(
  { repository, hubUrl, precision, withCloning }: HubOrder,
  open: OpenWebFolder,
): ImportOptions {
  const model = publishedModel(repository);
  const folder = (one: HubFolder) => open(hubFolderUrl(hubUrl ?? PUBLIC_HUB, one), one.files);
  const codec = folder(model.codec);
  return {
    checkpoint: folder(model.language),
    codec: model.hubert ? withFolder(codec, 'hubert_base', folder(model.hubert)) : codec,
    precision,
    withCloning,
    id: `${model.id}-${precision}`,
    title: model.title,
    origin: originOf(model),
  };
}
