import { originalBits, type SourceBits } from '../device/model-weights';
import { english, type Sentence, say } from '../sentence';

/** A folder of a hub, `<hub>/<repository>/resolve/<revision>/<file>`, or one that has an address of its own. */
export type HubFolder = RepositoryFolder | { readonly address: string; readonly files: readonly string[] };

export type RepositoryFolder = {
  readonly repository: string;
  /** A commit, so that what is fetched tomorrow is what was tried today; a branch where no commit is known. */
  readonly revision: string;
  /** Folder inside the repository; left out for its top. */
  readonly folder?: string;
  /** The files that may be asked for: a hub shows no list without its own interface. */
  readonly files: readonly string[];
};

export type PublishedModel = {
  /** Name for the user: a repository, with a word behind `@` where it holds several forms. */
  readonly name: string;
  /** The model that this is a form of: a key of `publishedWeights`. */
  readonly model: string;
  readonly id: string;
  readonly title: string;
  /** The name of the form, e.g. `MLX 6 bit`. */
  readonly form: Sentence;
  /** The loss of quality against the original, as far as it is known. */
  readonly quality: Sentence;
  /** True where there is some sign that it sounds like the original. */
  readonly isRecommended: boolean;
  readonly licence: Sentence;
  readonly bits: SourceBits;
  readonly language: RepositoryFolder;
  readonly codec: RepositoryFolder;
  /** Shown to the codec as its folder `hubert_base`. */
  readonly hubert: RepositoryFolder | null;
};

/** The model that a form is one of. */
type ModelFacts = Pick<PublishedModel, 'model' | 'title' | 'licence'>;

export const secondModel: ModelFacts = {
  model: 'higgs-audio-v2-3b',
  title: 'Higgs Audio V2 3B',
  licence: say`Boson Higgs Audio 2 Community License: commercial use up to 100,000 users a year`,
};
export const thirdModel: ModelFacts = {
  model: 'higgs-audio-v3-4b',
  title: 'Higgs Audio V3 4B',
  licence: say`Boson Higgs TTS 3 Research and Non-Commercial License, to be accepted first`,
};

export const tokenizerFiles = ['tokenizer.json', 'tokenizer_config.json'];
export const configFiles = ['config.json', 'generation_config.json', 'LICENSE'];

/** The codec of both families, as it was first released. */
export const firstCodec: RepositoryFolder = {
  repository: 'bosonai/higgs-audio-v2-tokenizer',
  revision: '9d4988fbd4ad07b4cac3a5fa462741a41810dbec',
  files: ['config.json', 'model.pth', 'LICENSE'],
};
export const firstHubert: RepositoryFolder = {
  repository: 'bosonai/hubert_base',
  revision: 'd7a7039bd0d93005f6532853db1934722d9a5e02',
  files: ['config.json'],
};
export const modernCodec: RepositoryFolder = {
  repository: 'bosonai/higgs-audio-v2-tokenizer',
  revision: '403fbacf2f60caaa102f893fdfabb694619b2417',
  files: ['config.json', 'model.safetensors', 'LICENSE'],
};

/** The checkpoint as its makers published it. */
export function originalForm(of: ModelFacts, language: RepositoryFolder): PublishedModel {
  return {
    ...of,
    name: language.repository,
    id: of.model,
    form: say`Original, 16 bit`,
    quality: say`Full quality: the others were made of it.`,
    isRecommended: true,
    bits: originalBits,
    language,
    codec: firstCodec,
    hubert: firstHubert,
  };
}

/** A scale and a bias of 16 bits for each group of 64. */
const MLX_FACTOR_BITS = 32 / 64;

/** A checkpoint that MLX's converter has made; a branch, because no commit of these is known. */
export function mlxForm(repository: string, of: ModelFacts, bits: number, quality: Sentence): PublishedModel {
  const perWeight = bits + MLX_FACTOR_BITS;
  return {
    ...of,
    name: repository,
    id: `${of.model}-mlx${bits}`,
    title: `${of.title}, from MLX ${bits} bit`,
    form: say`MLX ${bits} bit`,
    quality,
    isRecommended: true,
    bits: { ...originalBits, linears: perWeight, textTable: perWeight },
    language: {
      repository,
      revision: 'main',
      // Weights of more than 5 GiB are in several files.
      files: [
        ...configFiles,
        ...tokenizerFiles,
        'chat_template.jinja',
        'model.safetensors',
        'model.safetensors.index.json',
      ],
    },
    codec: firstCodec,
    hubert: firstHubert,
  };
}

/** A GGUF file of V3, with the codec inside in 16 bits. */
export function ggufForm(
  form: Pick<PublishedModel, 'name' | 'form' | 'quality' | 'isRecommended'> & {
    /** Last part of the id. */
    readonly suffix: string;
    /** Bits of a weight of the body, and of both tables. */
    readonly bits: readonly [body: number, tables: number];
  },
  language: RepositoryFolder,
): PublishedModel {
  const { suffix, bits, ...told } = form;
  const [linears, tables] = bits;
  return {
    ...thirdModel,
    ...told,
    id: `${thirdModel.model}-${suffix}`,
    title: `${thirdModel.title}, from ${english(form.form)}`,
    bits: { linears, textTable: tables, audioTables: tables, codec: 16 },
    language,
    // Its config alone: the weights are inside.
    codec: { ...modernCodec, files: ['config.json'] },
    hubert: null,
  };
}
