import { existsSync, readFileSync } from 'node:fs';
import { embeddedCodecPrefix } from '../src/core/checkpoint/language-names';
import { type ImportResult, importModel } from '../src/core/importer/import-model';
import type { CodecLayout } from '../src/core/model/codec-layout';
import type { LanguageLayout } from '../src/core/model/parse-language-spec';
import type { Precision } from '../src/core/package/manifest';
import { MemoryPackage } from '../src/core/package/memory-package';
import { everyLicence } from './fakes/licences';
import { type GgufToy, ggufEntries, ggufFolder, writtenOut } from './toy/gguf-checkpoint';
import { type MlxForm, mlxConfig, mlxTensors, mlxWeights } from './toy/mlx-files';
import {
  firstCodecConfig,
  firstLanguageConfig,
  hubertConfig,
  mlxThirdLanguageConfig,
  modernCodecConfig,
  modernLanguageConfig,
  thirdLanguageConfig,
} from './toy/toy-configs';
import {
  bytesFile,
  jsonFile,
  type Sharding,
  shardedWeights,
  storedToys,
  type ToyFile,
  ToyFiles,
} from './toy/toy-files';
import { type ToyShape, toyShape } from './toy/toy-shape';
import type { EncodeElements, ToyDtype, ToyTensor } from './toy/toy-tensor';
import { codecTensors, isThirdRelease, languageTensors } from './toy/toy-weights';

/**
 * A small checkpoint with seeded random weights in every published form: it goes through the real importer, so that
 * everything behind it can be tried without a download. Its numbers are sane: logits choose clearly but not always
 * alike, and the codec's sound stays within full scale. Values are computed when they are read, so any size will do.
 */
export type ToyOptions = {
  /** As voices.json and aliases.json of a checkpoint hold them. */
  readonly voices?: unknown;
  readonly aliases?: unknown;
  readonly seed: number;
  readonly shape?: ToyShape;
  readonly layout?: LanguageLayout;
  readonly codecLayout?: CodecLayout;
  /** Stored convolutions as direction and length; the first release always does. */
  readonly weightNorm?: boolean;
  readonly dtype?: ToyDtype;
  readonly sharding?: Sharding;
  /** Quantised as MLX's converter does, the codec left as it is. */
  readonly mlx?: MlxForm;
  /** As a GGUF file, for which the shape needs rows of whole blocks; or as safetensors with the values of its blocks. */
  readonly gguf?: GgufToy & { readonly isWrittenOut?: boolean };
  /** More than the tokenizer has: rows that nothing asks for. */
  readonly vocabularySize?: number;
  /** Other values than the tensors' own, for sizes where those take too long. */
  readonly encode?: EncodeElements;
};

/** In the third release's layout the codec's folder has its config alone: the checkpoint carries the weights. */
export type ToyCheckpoint = { readonly checkpoint: ToyFiles; readonly codec: ToyFiles };

const ONE_FILE: Sharding = { count: 1 };

const languageConfigs = {
  'hugging-face': modernLanguageConfig,
  'first-release': firstLanguageConfig,
  'third-release': thirdLanguageConfig,
  'mlx-third-release': mlxThirdLanguageConfig,
} as const;

export function toyCheckpoint(options: ToyOptions): ToyCheckpoint {
  const shape = options.shape ?? toyShape;
  const { seed, layout = 'hugging-face', dtype = 'BF16', sharding = ONE_FILE } = options;
  const { files: tokenizer, idOf, ...known } = readTokenizer(layout);
  const vocabularySize = options.vocabularySize ?? known.vocabularySize;
  const weights = languageTensors(shape, vocabularySize, layout, seed);
  const carriesCodec = layout === 'third-release';
  if (carriesCodec) weights.push(...carriedCodec(shape, seed));
  const config = languageConfigs[layout](shape, vocabularySize, idOf);
  const { mlx, gguf, encode } = options;
  const beside: [string, ToyFile][] = [
    ['config.json', jsonFile(mlx ? mlxConfig(config, mlx) : config)],
    ...(isThirdRelease(layout) ? [] : [generationConfig]),
    ['LICENSE', bytesFile(new TextEncoder().encode('Random numbers\n\nNobody owns these weights.\n'))],
    ...tokenizer,
  ];
  const checkpoint = (): ToyFiles => {
    if (mlx)
      return new ToyFiles([...beside, ...mlxWeights(mlxTensors(weights, dtype, mlx, encode), sharding)]);
    if (!gguf)
      return new ToyFiles([...beside, ...shardedWeights(storedToys(weights, dtype, encode), sharding)]);
    const entries = ggufEntries(weights, gguf, encode);
    if (!gguf.isWrittenOut) return ggufFolder(entries, beside, gguf);
    return new ToyFiles([...beside, ...shardedWeights(writtenOut(entries), sharding)]);
  };
  return {
    checkpoint: checkpoint(),
    codec: carriesCodec
      ? new ToyFiles([['config.json', jsonFile(modernCodecConfig(shape))]])
      : codecFolder(shape, options),
  };
}

const generationConfig: [string, ToyFile] = [
  'generation_config.json',
  jsonFile({ ras_win_len: 7, ras_win_max_num_repeat: 2 }),
];

function codecFolder(shape: ToyShape, options: ToyOptions): ToyFiles {
  const { codecLayout = 'hugging-face', seed } = options;
  const isModern = codecLayout === 'hugging-face';
  const weights = codecTensors(shape, codecLayout, options.weightNorm ?? !isModern, seed + 1);
  return new ToyFiles([
    ['config.json', jsonFile(isModern ? modernCodecConfig(shape) : firstCodecConfig(shape))],
    ...(isModern ? [] : ([['hubert_base/config.json', jsonFile(hubertConfig(shape))]] as const)),
    ...shardedWeights(storedToys(weights, 'F32', options.encode), ONE_FILE),
  ]);
}

/** The third release has the codec among the language model's tensors. */
function carriedCodec(shape: ToyShape, seed: number): ToyTensor[] {
  return codecTensors(shape, 'hugging-face', false, seed + 1).map((tensor) => ({
    ...tensor,
    name: `${embeddedCodecPrefix}${tensor.name}`,
  }));
}

/** The toy checkpoint as a finished package in memory. */
export async function toyPackage(
  options: ToyOptions & { readonly precision: Precision; readonly maxShardBytes?: number },
): Promise<ImportResult & { readonly source: MemoryPackage }> {
  const source = new MemoryPackage();
  const input = {
    ...toyCheckpoint(options),
    voices: options.voices,
    aliases: options.aliases,
    precision: options.precision,
    id: 'toy',
    title: 'Toy',
    acceptedLicences: everyLicence,
  };
  const run = importModel(input, source, new AbortController().signal, options.maxShardBytes);
  for (;;) {
    const { done, value } = await run.next();
    if (done) return { ...value, source };
  }
}

function readTokenizer(layout: LanguageLayout) {
  const set = isThirdRelease(layout) ? 'golden-v3' : 'golden';
  const tokenizerFolder = new URL(`./${set}/data/text-tokenizer/`, import.meta.url);
  const files = ['tokenizer.json', 'tokenizer_config.json', 'chat_template.jinja']
    .filter((file) => existsSync(new URL(file, tokenizerFolder)))
    .map((file): [string, ToyFile] => [
      file,
      bytesFile(new Uint8Array(readFileSync(new URL(file, tokenizerFolder)))),
    ]);
  const { added_tokens: added, model } = JSON.parse(
    readFileSync(new URL('tokenizer.json', tokenizerFolder), 'utf8'),
  ) as { added_tokens: { content: string; id: number }[]; model: { vocab: Record<string, number> } };
  const ids = new Map(added.map(({ content, id }) => [content, id]));
  const idOf = (token: string): number => {
    const id = ids.get(token);
    if (id === undefined) throw new Error(`the tokenizer lacks ${token}`);
    return id;
  };
  const vocabularySize = Math.max(...ids.values(), ...Object.values(model.vocab)) + 1;
  return { files, vocabularySize, idOf };
}
