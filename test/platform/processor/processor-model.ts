import type { ModelPackage } from '../../../src/core/package/model-package';
import { textEmbedding } from '../../../src/core/package/tensor-names';
import { CachedLanguageModel } from '../../../src/platform/ort/cached-language-model';
import { LoadedTable } from '../../../src/platform/ort/embedding-table';
import { type KernelBuild, kernelBuild } from '../../../src/platform/processor/kernel';
import {
  type Activations,
  type CacheForm,
  cacheFormOf,
  planLanguage,
} from '../../../src/platform/processor/language-plan';
import { openLanguage } from '../../../src/platform/processor/open-language';
import { startThread } from '../../fakes/start-thread';

const never = new AbortController().signal;

type Form = {
  readonly activations?: Activations;
  readonly cacheForm?: CacheForm;
  readonly threadCount?: number;
  readonly build?: KernelBuild;
};

/** A package's language model in the kernel. */
export async function openOnProcessor(
  model: ModelPackage,
  {
    activations = 'rounded',
    cacheForm = cacheFormOf(model.manifest.linears),
    threadCount = 1,
    build = kernelBuild(threadCount),
  }: Form = {},
): Promise<CachedLanguageModel> {
  const { manifest } = model;
  const spec = manifest.spec.language;
  const plan = planLanguage(spec, manifest.linears, model.tensor, {
    rowCount: 32,
    threadCount,
    activations,
    cacheForm,
  });
  const forwards = await openLanguage(
    {
      spec,
      plan,
      source: model,
      text: await LoadedTable.load(model, textEmbedding, never),
      build,
      startThread: startNodeThread,
    },
    never,
  );
  return new CachedLanguageModel(spec, forwards);
}

export function startNodeThread() {
  const worker = startThread(new URL('./forward-thread.ts', import.meta.url), {});
  return {
    post: (task: unknown) => worker.postMessage(task),
    listen(onReady: () => void, onEnd: (reason: string) => void) {
      worker.on('message', onReady);
      worker.on('error', (error) => onEnd(String(error)));
    },
    stop: () => void worker.terminate(),
  };
}
