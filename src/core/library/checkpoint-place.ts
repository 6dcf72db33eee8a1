import { fail } from '../failure';
import { say } from '../sentence';
import { packageAddress } from './package-address';
import { PUBLIC_HUB } from './public-hub';
import {
  configFiles,
  firstCodec,
  firstHubert,
  type HubFolder,
  modernCodec,
  type PublishedModel,
  tokenizerFiles,
} from './published-forms';
import { publishedModels } from './published-models';

/** The places of a checkpoint and its codec, and the name of the model. */
export type CheckpointPlace = Pick<PublishedModel, 'id' | 'title' | 'codec' | 'hubert'> & {
  readonly language: HubFolder;
};

/** A repository of a hub, with a commit, branch or tag behind `@` if it is not `main`. */
const repositoryPattern = /^(\w[\w.-]*\/\w[\w.-]*)(?:@([\w.-]+))?$/;

/** The files that a folder of safetensors may hold; shards are named by their index. */
const folderFiles = [
  ...configFiles,
  ...tokenizerFiles,
  'chat_template.jinja',
  'model.safetensors',
  'model.safetensors.index.json',
];

/** True for a text that can name a checkpoint: one of the list, another repository of a hub, an address. */
export function isCheckpointPlace(text: string): boolean {
  return placeOf(text) !== null;
}

/**
 * A checkpoint of the list by its name, or any other: `owner/name` or `owner/name@revision` on the hub, the address of a folder,
 * or of a GGUF file. The codec is the published one, unless a GGUF file carries it.
 * @throws FailureError 'bad-request' that says how one is named.
 */
export function checkpointPlace(text: string): CheckpointPlace {
  return (
    placeOf(text) ??
    fail(
      'bad-request',
      say`“${text}” names no checkpoint. Give a repository of the hub, such as ${publishedModels[0]!.name}, or the web address of a folder or of a GGUF file.`,
    )
  );
}

function placeOf(text: string): CheckpointPlace | null {
  const name = text.trim();
  const listed = publishedModels.find((model) => model.name === name);
  if (listed) return listed;
  const address = packageAddress(name);
  if (address !== null) return atAddress(new URL(address));
  const [, repository, revision = 'main'] = repositoryPattern.exec(name) ?? [];
  if (repository === undefined) return null;
  return place(repository, { repository, revision, files: folderFiles });
}

/** The top of a repository as hubs serve it. */
const hubTop = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/$/;

function atAddress(url: URL): CheckpointPlace | null {
  const [, repository, revision] = hubTop.exec(url.pathname) ?? [];
  if (repository !== undefined) {
    const isPublic = url.origin === PUBLIC_HUB;
    return isPublic
      ? placeOf(`${repository}@${revision}`)
      : place(repository, { address: url.href, files: folderFiles });
  }
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const last = parts.at(-1);
  if (last === undefined) return null;
  if (!last.endsWith('.gguf')) return place(last, { address: url.href, files: folderFiles });
  const address = url.href.slice(0, url.href.lastIndexOf(last));
  const files = [last, 'config.json', ...tokenizerFiles, 'chat_template.jinja'];
  return {
    ...place(last.replace(/\.gguf$/, ''), { address, files }),
    // Its config alone: the weights are inside.
    codec: { ...modernCodec, files: ['config.json'] },
    hubert: null,
  };
}

function place(title: string, language: HubFolder): CheckpointPlace {
  const id = title.toLowerCase().replace(/[^a-z0-9]+/g, '-') || 'model';
  return { id, title, language, codec: firstCodec, hubert: firstHubert };
}
