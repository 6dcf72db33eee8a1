import { checkpointWeights } from '../checkpoint/checkpoint-weights';
import { codecFileName } from '../checkpoint/codec-names';
import { codingName } from '../checkpoint/coding';
import { openGgufFolder } from '../checkpoint/gguf-folder';
import { languageFileName } from '../checkpoint/language-names';
import { partsOf } from '../checkpoint/source-tensor';
import { openCatalogue, type TensorCatalogue } from '../checkpoint/tensor-catalogue';
import { familyTraits } from '../model/families';
import type { ModelSpec } from '../model/model-spec';
import type { TensorShapes } from '../model/parse-codec-spec';
import { languageLayout } from '../model/parse-language-spec';
import { parseModelSpec } from '../model/parse-model-spec';
import type { Aliases, GenerationDefaults, Licence, PresetVoice } from '../package/manifest';
import type { Sentence } from '../sentence';
import type { SpeechProfile } from '../text/speech-profile';
import { audibleLoss } from './audible-tensors';
import { openCodec } from './codec-checkpoint';
import type { ImportOptions } from './import-options';
import { planCodec } from './plan-codec';
import { planLanguage } from './plan-language';
import type { PlannedTensor } from './planned-tensor';
import {
  type NamedBytes,
  parseAliasTable,
  parseSpeech,
  parseVoices,
  readDefaults,
  readJson,
  readLicence,
  readRequiredJson,
  readTokenizerFiles,
} from './side-files';
import { specialTokenIds } from './special-token-ids';

/** Plan of an import, made before a weight is read, so that bad input is refused early. */
export type ImportPlan = {
  readonly spec: ModelSpec;
  /** Tensors in writing order, families together. */
  readonly tensors: readonly PlannedTensor[];
  readonly tokenizerFiles: readonly NamedBytes[];
  readonly defaults: GenerationDefaults;
  readonly voices: readonly PresetVoice[];
  readonly aliases: Aliases;
  readonly speech: SpeechProfile | null;
  readonly licence: Licence;
  readonly origin: Readonly<Record<string, string>>;
  /** Audible losses of the checkpoint, as sentences; shown with the model. */
  readonly warnings: readonly Sentence[];
  /** The files that hold the weights, each with its size and, where known, its version. */
  readonly sources: readonly string[];
};

/** @throws FailureError 'bad-checkpoint' that names file, field or tensor. */
export async function planImport(options: ImportOptions, signal: AbortSignal): Promise<ImportPlan> {
  const { precision } = options;
  const gguf = await openGgufFolder(options.checkpoint, signal);
  const checkpoint = gguf?.files ?? options.checkpoint;
  const language = await readRequiredJson(checkpoint, 'config.json', 'checkpoint', signal);
  const layout = languageLayout(language);
  const tokenizerFiles = await readTokenizerFiles(options.tokenizer ?? checkpoint, signal);
  const languageCatalogue = gguf ?? (await openCatalogue(checkpoint, 'checkpoint', signal));
  const codec = await openCodec(options.codec ?? null, languageCatalogue, signal);
  const spec = parseModelSpec({
    language,
    codec: codec.config,
    codecShapes: tensorShapes(codec.catalogue),
    hubert: codec.hubert,
    tokenizerIds: specialTokenIds(tokenizerFiles),
  });
  const traits = familyTraits[spec.language.family];
  const languageWeights = checkpointWeights(languageCatalogue, languageFileName(layout), 'language');
  const codecName = codecFileName(codec.layout, spec.codec.strides.length);
  const codecWeights = checkpointWeights(codec.catalogue, codecName, 'codec');
  const voices = parseVoices(options.voices ?? (await readJson(checkpoint, 'voices.json', signal)), spec);
  const aliases = options.aliases ?? (await readJson(checkpoint, 'aliases.json', signal));
  const tensors = [
    ...planLanguage(spec.language, languageWeights, precision),
    ...planCodec(spec.codec, codecWeights, precision, options.withCloning),
  ];
  return {
    spec,
    tensors,
    tokenizerFiles,
    defaults: await readDefaults(checkpoint, spec.language.family, signal),
    voices,
    aliases: parseAliasTable(aliases, voices, spec.language.family),
    speech: parseSpeech(await readJson(checkpoint, 'speech.json', signal)),
    licence: {
      ...(await readLicence([checkpoint, ...(options.codec ? [options.codec] : [])], traits.licence, signal)),
      mustAccept: traits.mustAcceptLicence,
    },
    origin: {
      languageLayout: layout,
      codecLayout: codec.layout,
      ...quantisedBefore(tensors),
      ...options.origin,
    },
    warnings: audibleLoss(tensors, codec.catalogue, options.acceptsLowerQuality ?? false),
    sources: [...(await sourcesOf(languageCatalogue)), ...(await sourcesOf(codec.catalogue))],
  };
}

/** Shown with the model: a package tells only its own rounding otherwise. */
function quantisedBefore(tensors: readonly PlannedTensor[]): Readonly<Record<string, string>> {
  const names = new Set(tensors.flatMap(({ rows }) => rows.quantised ?? []).map(codingName));
  return names.size === 0 ? {} : { quantisedBefore: [...names].join('; ') };
}

function tensorShapes(catalogue: TensorCatalogue): TensorShapes {
  return new Map([...catalogue.tensors].map(([name, tensor]) => [name, tensor.dims]));
}

async function sourcesOf({ files, tensors }: TensorCatalogue): Promise<string[]> {
  const names = new Set([...tensors.values()].flatMap(partsOf).map(({ file }) => file));
  return await Promise.all(
    [...names].map(async (file) => {
      const version = (await files.version?.(file)) ?? '';
      return `${file} ${await files.byteLength(file)} ${version}`;
    }),
  );
}
