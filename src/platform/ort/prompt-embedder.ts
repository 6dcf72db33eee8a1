import type { LanguageSpec } from '../../core/model/model-spec';
import type { Prompt } from '../../core/prompt/prompt';
import type { EmbeddingTable, LoadedTable } from './embedding-table';

/** Text and audio rows of a prefill, and how they are joined again. Source: core/graph/graph-io. */
export type RowRouting = {
  readonly textRows: Int32Array;
  readonly audioRows: Int32Array;
  /** Place of every row in the list "text rows, then audio rows". */
  readonly rowOrder: Int32Array;
};

export type PromptEmbedder = ReturnType<typeof promptEmbedder>;

/** Turns prompt positions into the vectors that the graphs read. Source: higgs-audio.md B. */
export function promptEmbedder(spec: LanguageSpec, text: EmbeddingTable, audio: LoadedTable) {
  const { hiddenSize } = spec;

  function addColumn(codes: Int32Array, target: Float32Array, offset: number): void {
    const rows = spec.codebooks.codebookSize + 2;
    codes.forEach((code, codebook) => {
      audio.addRow(codebook * rows + code, target, offset);
    });
  }

  /** @returns `[(to - from) * hiddenSize]`. */
  async function embed(prompt: Prompt, from: number, to: number, signal: AbortSignal): Promise<Float32Array> {
    const values = new Float32Array((to - from) * hiddenSize);
    const { textRows } = routeRows(prompt, from, to);
    const ids = Array.from(textRows, (row) => prompt.tokenIds[from + row]!);
    const vectors = await text.read(ids, signal);
    textRows.forEach((row, index) => {
      values.set(vectors.subarray(index * hiddenSize, (index + 1) * hiddenSize), row * hiddenSize);
    });
    for (let position = from; position < to; position++) {
      const column = prompt.columnAt[position]!;
      if (column < 0) continue;
      const codes = prompt.columns.subarray(
        column * prompt.codebookCount,
        (column + 1) * prompt.codebookCount,
      );
      addColumn(codes, values, (position - from) * hiddenSize);
    }
    return values;
  }

  /** @param codes `[codebookCount]`. @returns `[hiddenSize]`. */
  function embedColumn(codes: Int32Array): Float32Array {
    const values = new Float32Array(hiddenSize);
    addColumn(codes, values, 0);
    return values;
  }

  return { embed, embedColumn };
}

export function routeRows(prompt: Prompt, from: number, to: number): RowRouting {
  const text: number[] = [];
  const audio: number[] = [];
  for (let row = 0; row < to - from; row++) (prompt.columnAt[from + row]! < 0 ? text : audio).push(row);
  const rowOrder = new Int32Array(to - from);
  [...text, ...audio].forEach((row, place) => {
    rowOrder[row] = place;
  });
  return { textRows: Int32Array.from(text), audioRows: Int32Array.from(audio), rowOrder };
}
