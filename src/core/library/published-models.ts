import { fail } from '../failure';

/** A folder of a hub: `<hub>/<repository>/resolve/<revision>/<file>`. */
export type HubFolder = {
  readonly repository: string;
  /** A commit, so that what is fetched tomorrow is what was tried today. */
  readonly revision: string;
  /** The files that may be asked for: a hub shows no list without its own interface. */
  readonly files: readonly string[];
};

export type PublishedModel = {
  /** What a person names: a repository, `@transformers` behind it for the layout of that library. */
  readonly name: string;
  readonly id: string;
  readonly title: string;
  readonly language: HubFolder;
  readonly codec: HubFolder;
  /** Shown to the codec as its folder `hubert_base`. */
  readonly hubert: HubFolder | null;
};

export const PUBLIC_HUB = 'https://huggingface.co';

const tokenizer = ['tokenizer.json', 'tokenizer_config.json'];
const configs = ['config.json', 'generation_config.json', 'LICENSE'];

/** The codec of both families, as it was first released. */
const firstCodec: HubFolder = {
  repository: 'bosonai/higgs-audio-v2-tokenizer',
  revision: '9d4988fbd4ad07b4cac3a5fa462741a41810dbec',
  files: ['config.json', 'model.pth', 'LICENSE'],
};
const firstHubert: HubFolder = {
  repository: 'bosonai/hubert_base',
  revision: 'd7a7039bd0d93005f6532853db1934722d9a5e02',
  files: ['config.json'],
};

/**
 * Every checkpoint that is imported by name. Source: higgs-audio.md A.1, A.2 and H.3; the commits of the `transformers`
 * layout are those that kadirnar/voicehub records (higgstts/native/metadata.py), with lengths that others saw on `main`.
 */
export const publishedModels: readonly PublishedModel[] = [
  {
    name: 'bosonai/higgs-audio-v2-generation-3B-base',
    id: 'higgs-audio-v2-3b',
    title: 'Higgs Audio V2 3B',
    language: {
      repository: 'bosonai/higgs-audio-v2-generation-3B-base',
      revision: '10840182ca4ad5d9d9113b60b9bb3c1ef1ba3f84',
      files: [
        ...configs,
        ...tokenizer,
        'model.safetensors.index.json',
        'model-00001-of-00003.safetensors',
        'model-00002-of-00003.safetensors',
        'model-00003-of-00003.safetensors',
      ],
    },
    codec: firstCodec,
    hubert: firstHubert,
  },
  {
    name: 'bosonai/higgs-audio-v2-generation-3B-base@transformers',
    id: 'higgs-audio-v2-3b',
    title: 'Higgs Audio V2 3B',
    language: {
      repository: 'bosonai/higgs-audio-v2-generation-3B-base',
      revision: 'd80c511612b3040ff2877ce3d408747df1739f11',
      files: [...configs, ...tokenizer, 'chat_template.jinja', 'model.safetensors'],
    },
    codec: {
      repository: 'bosonai/higgs-audio-v2-tokenizer',
      revision: '403fbacf2f60caaa102f893fdfabb694619b2417',
      files: ['config.json', 'model.safetensors', 'LICENSE'],
    },
    hubert: null,
  },
  {
    name: 'bosonai/higgs-audio-v3-tts-4b',
    id: 'higgs-audio-v3-4b',
    title: 'Higgs Audio V3 4B',
    language: {
      repository: 'bosonai/higgs-audio-v3-tts-4b',
      revision: '7556c17e05201fccd9c8cc120bc216dcc7b5d561',
      files: [...configs, ...tokenizer, 'chat_template.jinja', 'model.safetensors'],
    },
    // It carries the codec too, but in 16 bits, which are too few to encode a voice well.
    codec: firstCodec,
    hubert: firstHubert,
  },
];

/** @throws FailureError 'bad-request' that names those that are known. */
export function publishedModel(name: string): PublishedModel {
  return (
    publishedModels.find((model) => model.name === name) ??
    fail(
      'bad-request',
      `“${name}” is not in the list of published checkpoints. Known are ${publishedModels.map((model) => model.name).join(', ')}. Other checkpoints can be downloaded and chosen as files.`,
    )
  );
}

/** @param hubUrl the public hub, or a mirror with the same paths. */
export function hubFolderUrl(hubUrl: string, { repository, revision }: HubFolder): string {
  return `${hubUrl.replace(/\/+$/, '')}/${repository}/resolve/${revision}/`;
}

/** The origin that a package of this model keeps. */
export function originOf({ language, codec }: PublishedModel): Readonly<Record<string, string>> {
  return {
    checkpoint: `${language.repository} at ${language.revision}`,
    codec: `${codec.repository} at ${codec.revision}`,
  };
}
