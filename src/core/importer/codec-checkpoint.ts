import type { CheckpointFiles } from '../checkpoint/checkpoint-files';
import { embeddedCodecPrefix } from '../checkpoint/language-names';
import { openCatalogue, type TensorCatalogue } from '../checkpoint/tensor-catalogue';
import { fail } from '../failure';
import type { CodecLayout } from '../model/codec-layout';
import { codecLayout } from '../model/parse-codec-spec';
import { publishedCodecConfig } from '../model/published-codec';
import { say } from '../sentence';
import { readJson, readRequiredJson } from './side-files';

/** A codec ready to be planned, wherever it was found. */
export type CodecCheckpoint = {
  readonly config: unknown;
  readonly layout: CodecLayout;
  /** HuBERT's own config.json, where the layout keeps it apart. */
  readonly hubert: unknown;
  readonly catalogue: TensorCatalogue;
};

/**
 * A codec folder with weights wins, because it has them in full precision. Without one, the codec inside the
 * language checkpoint is taken; a folder with a config.json alone says what that looks like.
 * @param folder null when none was named.
 * @throws FailureError 'bad-checkpoint' when there is no codec at all.
 */
export async function openCodec(
  folder: CheckpointFiles | null,
  language: TensorCatalogue,
  signal: AbortSignal,
): Promise<CodecCheckpoint> {
  const embedded = embeddedCodec(language);
  if (folder === null && embedded === null) {
    fail(
      'bad-checkpoint',
      say`This checkpoint does not hold its audio codec. Name the folder of the codec (bosonai/higgs-audio-v2-tokenizer) too.`,
    );
  }
  const config = folder
    ? await readRequiredJson(folder, 'config.json', 'codec', signal)
    : publishedCodecConfig;
  const layout = codecLayout(config);
  const useFolder = folder !== null && (embedded === null || (await holdsWeights(folder)));
  const hubert = folder && layout === 'first-release' ? await readHubertConfig(folder, signal) : undefined;
  const catalogue = useFolder ? await openCatalogue(folder, 'codec', signal) : embedded!;
  return { config, layout, hubert, catalogue };
}

/** The tensors behind the prefix, by what follows it; null when there are none. */
function embeddedCodec({ files, tensors }: TensorCatalogue): TensorCatalogue | null {
  const own = [...tensors].flatMap(([name, tensor]) =>
    name.startsWith(embeddedCodecPrefix) ? [[name.slice(embeddedCodecPrefix.length), tensor] as const] : [],
  );
  return own.length === 0 ? null : { files, tensors: new Map(own) };
}

async function holdsWeights(folder: CheckpointFiles): Promise<boolean> {
  return (await folder.list()).some((file) =>
    /\.(safetensors|safetensors\.index\.json|pth|pt|bin)$/.test(file),
  );
}

/** The first release keeps HuBERT's config in a repository of its own. */
const hubertConfigs = ['hubert_base/config.json', 'hubert/config.json', 'hubert_config.json'];

async function readHubertConfig(codec: CheckpointFiles, signal: AbortSignal): Promise<unknown> {
  for (const file of hubertConfigs) {
    const config = await readJson(codec, file, signal);
    if (config !== null) return config;
  }
  return fail(
    'bad-checkpoint',
    say`The codec is of the first release, whose HuBERT settings are published apart (bosonai/hubert_base). Put that config.json into the codec folder as ${hubertConfigs[0]!}.`,
    { file: hubertConfigs[0]! },
  );
}
