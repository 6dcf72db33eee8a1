import type { LanguageSpec } from '../../core/model/model-spec';
import type { Prompt } from '../../core/prompt/prompt';
import type { EmbeddingTable, LoadedTable } from './embedding-table';

/** Which rows of a prefill are text and which audio, and how they come together again. Source: core/graph/graph-io. */
export type RowRouting = {
  readonly textRows: Int32Array;
  readonly audioRows: Int32Array;
  /** Place of every row in the list "text rows, then audio rows". */
  readonly rowOrder: Int32Array;
};

/** Turns prompt positions into the vectors that the graphs read. Source: higgs-audio.md B. */
export class PromptEmbedder {
  readonly #spec: LanguageSpec;
  readonly #text: EmbeddingTable;
  readonly #audio: LoadedTable;

  constructor(spec: LanguageSpec, text: EmbeddingTable, audio: LoadedTable) {
    this.#spec = spec;
    this.#text = text;
    this.#audio = audio;
  }

  /** @returns `[(to - from) * hiddenSize]`. */
  async embed(prompt: Prompt, from: number, to: number, signal: AbortSignal): Promise<Float32Array> {
    const { hiddenSize } = this.#spec;
    const values = new Float32Array((to - from) * hiddenSize);
    const { textRows } = routeRows(prompt, from, to);
    const ids = Array.from(textRows, (row) => prompt.tokenIds[from + row]!);
    const text = await this.#text.read(ids, signal);
    textRows.forEach((row, index) => {
      values.set(text.subarray(index * hiddenSize, (index + 1) * hiddenSize), row * hiddenSize);
    });
    for (let position = from; position < to; position++) {
      const column = prompt.columnAt[position]!;
      if (column < 0) continue;
      const codes = prompt.columns.subarray(
        column * prompt.codebookCount,
        (column + 1) * prompt.codebookCount,
      );
      this.#addColumn(codes, values, (position - from) * hiddenSize);
    }
    return values;
  }

  /** @param codes `[codebookCount]`. @returns `[hiddenSize]`. */
  embedColumn(codes: Int32Array): Float32Array {
    const values = new Float32Array(this.#spec.hiddenSize);
    this.#addColumn(codes, values, 0);
    return values;
  }

  #addColumn(codes: Int32Array, target: Float32Array, offset: number): void {
    const rows = this.#spec.codebooks.codebookSize + 2;
    codes.forEach((code, codebook) => {
      this.#audio.addRow(codebook * rows + code, target, offset);
    });
  }
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
