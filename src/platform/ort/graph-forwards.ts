import type { LanguageForwards } from './cached-language-model';
import { type PromptEmbedder, type RowRouting, routeRows } from './prompt-embedder';

/** Port: the two graphs of the runtime, which take vectors, and the cache that they write. Adapters: WebGPU, processor. */
export interface GraphForwards
  extends Pick<LanguageForwards, 'prefillRows' | 'reserve' | 'beginPrompt' | 'endPrompt' | 'dispose'> {
  /**
   * Computes the positions behind the first `past` ones, and writes them into the cache.
   * @param values `[rows * hiddenSize]`.
   * @param routing null for a decode step.
   * @returns logits of the last row.
   */
  run(values: Float32Array, past: number, routing: RowRouting | null): Promise<Float32Array>;
}

/**
 * Forwards of graphs, with the vectors of positions made in front of them. What a graph's rows give depends on how many
 * there are, to the last bits: so a piece of a prompt is computed as a whole, or not at all.
 */
export function graphForwards(embedder: PromptEmbedder, graphs: GraphForwards): LanguageForwards {
  return {
    prefillRows: graphs.prefillRows,
    reusedRows: graphs.prefillRows,
    reserve: (positionCount, usedCount) => graphs.reserve(positionCount, usedCount),
    beginPrompt: (signal) => graphs.beginPrompt(signal),
    endPrompt: () => graphs.endPrompt(),
    runPrompt: async (prompt, from, to, signal) =>
      graphs.run(await embedder.embed(prompt, from, to, signal), from, routeRows(prompt, from, to)),
    runColumn: (column, past) => graphs.run(embedder.embedColumn(column), past, null),
    dispose: () => graphs.dispose(),
  };
}
