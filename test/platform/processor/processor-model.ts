import type { ModelPackage } from '../../../src/core/package/model-package';
import { textEmbedding } from '../../../src/core/package/tensor-names';
import { CachedLanguageModel } from '../../../src/platform/ort/cached-language-model';
import { LoadedTable } from '../../../src/platform/ort/embedding-table';
import { kernelBuild } from '../../../src/platform/processor/kernel';
import { type Activations, planLanguage } from '../../../src/platform/processor/language-plan';
import { openLanguage } from '../../../src/platform/processor/open-language';
import { startThread } from '../../fakes/start-thread';

const never = new AbortController().signal;

type Form = {
  readonly activations?: Activations;
  readonly threadCount?: number;
};

/** A package's language model in the kernel. */
export async function openOnProcessor(
  model: ModelPackage,
  { activations = 'int16', threadCount = 1 }: Form = {},
): Promise<CachedLanguageModel> {
  const { manifest } = model;
  const spec = manifest.spec.language;
  const plan = planLanguage(spec, manifest.linears, model.tensor, { rowCount: 32, threadCount, activations });
  const forwards = await openLanguage(
    {
      spec,
      plan,
      source: model,
      text: await LoadedTable.load(model, textEmbedding, never),
      build: kernelBuild(threadCount),
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
