import { checkpointWeights } from '../checkpoint/checkpoint-weights';
import { codecFileName } from '../checkpoint/codec-names';
import { languageFileName } from '../checkpoint/language-names';
import { openCatalogue, type TensorCatalogue } from '../checkpoint/tensor-catalogue';
import { fail } from '../failure';
import { familyTraits } from '../model/families';
import type { ModelSpec } from '../model/model-spec';
import { codecLayout, type TensorShapes } from '../model/parse-codec-spec';
import { languageLayout } from '../model/parse-language-spec';
import { parseModelSpec } from '../model/parse-model-spec';
import type { GenerationDefaults, Licence, PresetVoice } from '../store/manifest';
import type { ImportOptions } from './import-options';
import { planCodec } from './plan-codec';
import { planLanguage } from './plan-language';
import type { PlannedTensor } from './planned-tensor';
import {
  type NamedBytes,
  parseVoices,
  readDefaults,
  readJson,
  readLicence,
  readRequiredJson,
  readTokenizerFiles,
} from './side-files';
import { specialTokenIds } from './special-token-ids';

/** Everything that is known before a weight is read: whatever can be refused early is refused here. */
export type ImportPlan = {
  readonly spec: ModelSpec;
  /** In the order in which they are written; tensors of one family stand together. */
  readonly tensors: readonly PlannedTensor[];
  readonly tokenizerFiles: readonly NamedBytes[];
  readonly defaults: GenerationDefaults;
  readonly voices: readonly PresetVoice[];
  readonly licence: Licence;
  readonly origin: Readonly<Record<string, string>>;
  /** The files that hold the weights, each with its size and, where known, its version. */
  readonly sources: readonly string[];
};

/** @throws FailureError 'bad-checkpoint' that names file, field or tensor. */
export async function planImport(options: ImportOptions, signal: AbortSignal): Promise<ImportPlan> {
  const { checkpoint, codec, precision } = options;
  const language = await readRequiredJson(checkpoint, 'config.json', 'checkpoint', signal);
  const codecConfig = await readRequiredJson(codec, 'config.json', 'codec', signal);
  const layout = { language: languageLayout(language), codec: codecLayout(codecConfig) };
  const tokenizerFiles = await readTokenizerFiles(options.tokenizer ?? checkpoint, signal);
  const languageCatalogue = await openCatalogue(checkpoint, 'checkpoint', signal);
  const codecCatalogue = await openCatalogue(codec, 'codec', signal);
  const spec = parseModelSpec({
    language,
    codec: codecConfig,
    codecShapes: tensorShapes(codecCatalogue),
    hubert: layout.codec === 'first-release' ? await readHubertConfig(options, signal) : undefined,
    tokenizerIds: specialTokenIds(tokenizerFiles),
  });
  const languageWeights = checkpointWeights(languageCatalogue, languageFileName(layout.language), 'language');
  const codecName = codecFileName(layout.codec, spec.codec.strides.length);
  const codecWeights = checkpointWeights(codecCatalogue, codecName, 'codec');
  const voices = options.voices ?? (await readJson(checkpoint, 'voices.json', signal));
  return {
    spec,
    tensors: [
      ...planLanguage(spec.language, languageWeights, precision),
      ...planCodec(spec.codec, codecWeights, precision, options.withCloning),
    ],
    tokenizerFiles,
    defaults: await readDefaults(checkpoint, spec.language.family, signal),
    voices: parseVoices(voices, spec),
    licence: {
      ...(await readLicence(checkpoint, codec, signal)),
      mustAccept: familyTraits[spec.language.family].mustAcceptLicence,
    },
    origin: { languageLayout: layout.language, codecLayout: layout.codec, ...options.origin },
    sources: [...(await sourcesOf(languageCatalogue)), ...(await sourcesOf(codecCatalogue))],
  };
}

function tensorShapes(catalogue: TensorCatalogue): TensorShapes {
  return new Map([...catalogue.tensors].map(([name, tensor]) => [name, tensor.dims]));
}

async function sourcesOf({ files, tensors }: TensorCatalogue): Promise<string[]> {
  const names = new Set([...tensors.values()].map(({ file }) => file));
  return await Promise.all(
    [...names].map(async (file) => {
      const version = (await files.version?.(file)) ?? '';
      return `${file} ${await files.byteLength(file)} ${version}`;
    }),
  );
}

/** The first release keeps HuBERT's config in a repository of its own. */
const HUBERT_CONFIGS = ['hubert_base/config.json', 'hubert/config.json', 'hubert_config.json'];

async function readHubertConfig({ codec }: ImportOptions, signal: AbortSignal): Promise<unknown> {
  for (const file of HUBERT_CONFIGS) {
    const config = await readJson(codec, file, signal);
    if (config !== null) return config;
  }
  return fail(
    'bad-checkpoint',
    `The codec is of the first release, whose HuBERT settings are published apart (bosonai/hubert_base). Put that config.json into the codec folder as ${HUBERT_CONFIGS[0]}.`,
    { file: HUBERT_CONFIGS[0]! },
  );
}
