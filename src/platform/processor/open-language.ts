import type { WeightBinding } from '../../core/graph/built-graph';
import type { LanguageSpec } from '../../core/model/model-spec';
import type { EmbeddingTable } from '../ort/embedding-table';
import { inFileOrder } from '../ort/weight-plan';
import { type StartThread, startForwardThreads } from './forward-threads';
import { compileKernel, type KernelBuild, kernelMemory, startKernel } from './kernel';
import { CHUNK_POSITIONS, type LanguagePlan } from './language-plan';
import { WeightPacker, type WeightSource } from './pack-weights';
import { ProcessorForwards } from './processor-forwards';

/** Weights of a plan, as they are asked of a package. */
export function weightsOf({ matrices, vectors }: LanguagePlan): readonly WeightBinding[] {
  return [...matrices, ...vectors].map(({ binding }) => binding);
}

export type LanguageParts = {
  readonly spec: LanguageSpec;
  readonly plan: LanguagePlan;
  readonly source: WeightSource;
  /** The embedding of text. */
  readonly text: EmbeddingTable;
  /** The build for the plan's threads; `kernelBuild` chooses it. */
  readonly build: KernelBuild;
  /** Starts each of the plan's threads but the first. */
  readonly startThread: StartThread;
};

/**
 * Packs the weights into the kernel's memory, and makes the model ready. Where threads cannot start, it computes alone.
 * @throws FailureError 'out-of-memory'; errors of the source.
 */
export async function openLanguage(parts: LanguageParts, signal: AbortSignal): Promise<ProcessorForwards> {
  const { spec, plan, source, text, build, startThread } = parts;
  const module = await compileKernel(build);
  const chunks = Math.ceil(spec.maxPositionCount / CHUNK_POSITIONS);
  const mostBytes = Math.max(plan.stageEnd, plan.cache + chunks * plan.chunkBytes);
  const memory = kernelMemory(plan.stageEnd, mostBytes, build);
  const kernel = startKernel(module, memory);
  new Uint32Array(memory.buffer, 0, plan.words.length).set(plan.words);
  const packer = new WeightPacker(kernel, memory, source, plan.cache);
  const matrices = new Map(plan.matrices.map((matrix) => [matrix.binding.name, matrix]));
  const vectors = new Map(plan.vectors.map((vector) => [vector.binding.name, vector]));
  for (const { name } of inFileOrder(source, [{ weights: weightsOf(plan) }])) {
    signal.throwIfAborted();
    const matrix = matrices.get(name);
    if (matrix) await packer.matrix(matrix, signal);
    else await packer.vector(vectors.get(name)!, signal);
  }
  const { threadCount, meeting, task } = plan;
  kernel.join(meeting, 1, 0);
  const given = { module, memory, meeting, task, threadCount };
  const threads =
    threadCount > 1 ? await startForwardThreads(kernel, given, startThread).catch(() => null) : null;
  return new ProcessorForwards({ spec, plan, kernel, memory, text, endThreads: () => threads?.end() });
}
