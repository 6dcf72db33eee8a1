import type { BuiltGraph } from '../../core/graph/built-graph';
import { codecDecoderGraph } from '../../core/graph/codec-decoder-graph';
import type { Manifest } from '../../core/package/manifest';
import type { ModelPackage } from '../../core/package/model-package';
import { CachedLanguageModel } from '../ort/cached-language-model';
import type { CpuPlace } from '../ort/cpu-session';
import { type LoadedNetworks, ownedNetworks } from '../ort/loaded-networks';
import { openCodec } from '../ort/open-codec';
import type { PackageLoading } from '../ort/package-loading';
import { kernelBuild } from './kernel';
import { type CacheForm, cacheFormOf, type LanguagePlan, planLanguage } from './language-plan';
import { openLanguage, weightsOf } from './open-language';
import { startWebThread } from './web-thread';

/** Rows of one forward of a prompt: with more, weights are read less often, and rooms grow. */
const ROW_COUNT = 32;

/** The parts for speaking on the processor: the codec's graph, and the language model in the kernel. */
export type SpeechPlan = {
  readonly codec: BuiltGraph;
  readonly language: LanguagePlan;
  readonly wanted: readonly Pick<BuiltGraph, 'weights'>[];
};

export function planSpeech(
  { spec, linears }: Manifest,
  tensor: ModelPackage['tensor'],
  threadCount: number,
  cacheForm: CacheForm = cacheFormOf(linears),
): SpeechPlan {
  const codec = codecDecoderGraph(spec.codec, 'cpu-f32');
  const options = { rowCount: ROW_COUNT, threadCount, activations: 'rounded', cacheForm } as const;
  const language = planLanguage(spec.language, linears, tensor, options);
  return { codec, language, wanted: [codec, { weights: weightsOf(language) }] };
}

/** Language model in the kernel, codec in the runtime; every weight is read once and not kept. */
export async function loadProcessor(
  place: CpuPlace,
  loading: PackageLoading,
  { codec, language }: SpeechPlan,
  signal: AbortSignal,
): Promise<LoadedNetworks> {
  const { spec } = loading.manifest;
  const reading = loading.weights([codec], signal);
  const opening = openCodec(place, spec.codec, codec, reading, loading.runtimeArrives, signal);
  try {
    const codecBytes = [...(await reading).values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
    const text = await loading.textTable(signal);
    const weightBytes = codecBytes + language.weightBytes;
    const { threadCount } = language;
    const compiling = (threads: number) =>
      loading.report({ stage: 'compiling', doneBytes: 0, totalBytes: weightBytes, threadCount: threads });
    const startThread = () => {
      compiling(threadCount);
      return startWebThread();
    };
    const forwards = await openLanguage(
      {
        spec: spec.language,
        plan: language,
        source: loading.model,
        text,
        build: kernelBuild(threadCount),
        startThread,
      },
      signal,
    );
    const model = new CachedLanguageModel(spec.language, forwards);
    compiling(place.threadCount);
    const networks = await opening.joinedBy(model).catch(async (error: unknown) => {
      await model.dispose();
      throw error;
    });
    loading.report({ stage: 'compiling', doneBytes: weightBytes, totalBytes: weightBytes });
    return ownedNetworks(networks, weightBytes);
  } catch (error) {
    await opening.abandon();
    throw error;
  }
}
