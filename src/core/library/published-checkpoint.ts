import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { withFolder } from '../checkpoint/folder-views';
import type { ImportOptions } from '../importer/import-options';
import { checkpointPlace } from './checkpoint-place';
import type { HubOrder } from './model-library';
import { PUBLIC_HUB } from './public-hub';
import type { HubFolder } from './published-forms';
import { hubFolderUrl, originOf } from './published-models';

/** Port: a folder on the web. @param files what may lie in it. */
export type OpenWebFolder = (folderUrl: string, files: readonly string[]) => CheckpointFiles;

/** Import sources of an order; nothing is fetched yet. */
export function publishedCheckpoint(
  { repository, hubUrl, precision, withCloning, acceptsLowerQuality = false }: HubOrder,
  open: OpenWebFolder,
): ImportOptions {
  const model = checkpointPlace(repository);
  const folder = (one: HubFolder) => open(hubFolderUrl(hubUrl ?? PUBLIC_HUB, one), one.files);
  const codec = folder(model.codec);
  return {
    checkpoint: folder(model.language),
    codec: model.hubert ? withFolder(codec, 'hubert_base', folder(model.hubert)) : codec,
    precision,
    withCloning,
    acceptsLowerQuality,
    id: `${model.id}-${precision}`,
    title: model.title,
    origin: originOf(model),
  };
}
