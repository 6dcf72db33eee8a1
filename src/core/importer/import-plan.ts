import { checkpointWeights } from '../checkpoint/checkpoint-weights';
import { codecFileName } from '../checkpoint/codec-names';
import { languageFileName } from '../checkpoint/language-names';
import { openCatalogue, type TensorCatalogue } from '../checkpoint/tensor-catalogue';
import { familyTraits } from '../model/families';
import type { ModelSpec } from '../model/model-spec';
import type { TensorShapes } from '../model/parse-codec-spec';
import { languageLayout } from '../model/parse-language-spec';
import { parseModelSpec } from '../model/parse-model-spec';
import type { GenerationDefaults, Licence, PresetVoice } from '../store/manifest';
import type { SpeechProfile } from '../text/speech-profile';
import { openCodec } from './codec-checkpoint';
import type { ImportOptions } from './import-options';
import { planCodec } from './plan-codec';
import { planLanguage } from './plan-language';
import type { PlannedTensor } from './planned-tensor';
import {
  type NamedBytes,
  parseSpeech,
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
  readonly speech: SpeechProfile | null;
  readonly licence: Licence;
  readonly origin: Readonly<Record<string, string>>;
  /** The files that hold the weights, each with its size and, where known, its version. */
  readonly sources: readonly string[];
};

/** @throws FailureError 'bad-checkpoint' that names file, field or tensor. */
export async function planImport(options: ImportOptions, signal: AbortSignal): Promise<ImportPlan> {
  const { checkpoint, precision } = options;
  const language = await readRequiredJson(checkpoint, 'config.json', 'checkpoint', signal);
  const layout = languageLayout(language);
  const tokenizerFiles = await readTokenizerFiles(options.tokenizer ?? checkpoint, signal);
  const languageCatalogue = await openCatalogue(checkpoint, 'checkpoint', signal);
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
    speech: parseSpeech(await readJson(checkpoint, 'speech.json', signal)),
    licence: {
      ...(await readLicence([checkpoint, ...(options.codec ? [options.codec] : [])], traits.licence, signal)),
      mustAccept: traits.mustAcceptLicence,
    },
    origin: { languageLayout: layout, codecLayout: codec.layout, ...options.origin },
    sources: [...(await sourcesOf(languageCatalogue)), ...(await sourcesOf(codec.catalogue))],
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
