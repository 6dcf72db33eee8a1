import type { LanguageSpec } from '../../core/model/model-spec';
import { ropeInverseFrequencies } from '../../core/model/rope';
import type { Prompt } from '../../core/prompt/prompt';
import type { LanguageForwards } from '../ort/cached-language-model';
import type { EmbeddingTable } from '../ort/embedding-table';
import { growMemory, type Kernel } from './kernel';
import { CHUNK_POSITIONS, type LanguagePlan } from './language-plan';

/** Everything that a language model on the processor is made of. The weights stand in the memory. */
export type ProcessorParts = {
  readonly spec: LanguageSpec;
  readonly plan: LanguagePlan;
  readonly kernel: Kernel;
  readonly memory: WebAssembly.Memory;
  /** The embedding of text; that of audio is in the kernel's memory. */
  readonly text: EmbeddingTable;
  /** Ends the threads. */
  readonly endThreads: () => void;
};

/** Work without a break: a stop of the page is read in between. */
const LONGEST_STRETCH_MS = 50;

/** The transformer's forwards in the kernel of our own: weights, cache and each whole forward are inside its memory. */
export class ProcessorForwards implements LanguageForwards {
  readonly prefillRows: number;
  /** A position gives the same bits whatever stands beside it in a forward. */
  readonly reusedRows = 1;
  readonly #parts: ProcessorParts;
  readonly #frequencies: Float32Array;
  readonly #logits: Float32Array;
  #positionCount = 0;
  #lastBreak = 0;

  constructor(parts: ProcessorParts) {
    this.#parts = parts;
    this.prefillRows = parts.plan.rowCount;
    this.#frequencies = ropeInverseFrequencies(parts.spec);
    this.#logits = new Float32Array(parts.plan.logitCount);
  }

  /** The cache is the last thing in the memory, and grows with it. */
  async reserve(positionCount: number): Promise<void> {
    const { plan, memory } = this.#parts;
    while (this.#positionCount < positionCount) {
      const chunk = this.#positionCount / CHUNK_POSITIONS;
      growMemory(memory, plan.cache + (chunk + 1) * plan.chunkBytes);
      const address = plan.cache + chunk * plan.chunkBytes;
      // Weights that were packed stood here; numbers of no position may be anything but no number.
      new Uint8Array(memory.buffer, address, plan.chunkBytes).fill(0);
      this.#writeRope(address, this.#positionCount);
      this.#positionCount += CHUNK_POSITIONS;
    }
  }

  async beginPrompt(): Promise<void> {}
  endPrompt(): void {}

  /** Rows of text go first, as the kernel wants them. */
  async runPrompt(prompt: Prompt, from: number, to: number, signal: AbortSignal): Promise<Float32Array> {
    const { spec, plan, text } = this.#parts;
    const all = Array.from({ length: to - from }, (_, row) => from + row);
    const isText = (position: number) => prompt.columnAt[position]! < 0;
    const textPositions = all.filter(isText);
    const order = [...textPositions, ...all.filter((position) => !isText(position))];
    const vectors = await text.read(
      textPositions.map((position) => prompt.tokenIds[position]!),
      signal,
    );
    this.#floats(plan.hidden, vectors.length).set(vectors);
    const { codebookCount } = spec.codebooks;
    const codes = this.#ints(plan.codes, order.length * codebookCount);
    order.forEach((position, row) => {
      const column = prompt.columnAt[position]!;
      if (column < 0) return;
      codes.set(
        prompt.columns.subarray(column * codebookCount, (column + 1) * codebookCount),
        row * codebookCount,
      );
    });
    const isEnd = to === prompt.tokenIds.length;
    return this.#run(order, textPositions.length, isEnd ? order.indexOf(to - 1) : -1);
  }

  async runColumn(column: Int32Array, past: number): Promise<Float32Array> {
    this.#ints(this.#parts.plan.codes, column.length).set(column);
    return this.#run([past], 0, 0);
  }

  async dispose(): Promise<void> {
    this.#parts.endThreads();
  }

  /** @param vectorRows rows of text. @param scoredRow whose logits are wanted; below 0 none. */
  async #run(positions: readonly number[], vectorRows: number, scoredRow: number): Promise<Float32Array> {
    const { plan, kernel } = this.#parts;
    this.#ints(plan.positions, positions.length).set(positions);
    const isShared = this.#parts.spec.feedForward.type === 'shared';
    this.#ints(plan.task, 5).set([MODEL, positions.length, vectorRows, isShared ? 0 : vectorRows, scoredRow]);
    kernel.forward(plan.task);
    if (scoredRow >= 0) this.#logits.set(this.#floats(plan.logits, plan.logitCount));
    await this.#breathe();
    return this.#logits;
  }

  /** Lets the thread read its messages if it has not for some time. */
  async #breathe(): Promise<void> {
    const now = performance.now();
    if (now - this.#lastBreak < LONGEST_STRETCH_MS) return;
    await new Promise<void>((resolve) => setTimeout(resolve, 0));
    this.#lastBreak = performance.now();
  }

  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#parts.memory.buffer, address, length);
  }

  #ints(address: number, length: number): Int32Array {
    return new Int32Array(this.#parts.memory.buffer, address, length);
  }

  /** Rotary tables of a chunk's positions: cos, then sin. The angle is rounded as in `ropeTables`. */
  #writeRope(address: number, from: number): void {
    const width = this.#frequencies.length;
    const cos = this.#floats(address, CHUNK_POSITIONS * width);
    const sin = this.#floats(address + 4 * CHUNK_POSITIONS * width, CHUNK_POSITIONS * width);
    for (let row = 0; row < CHUNK_POSITIONS; row++) {
      for (let i = 0; i < width; i++) {
        const angle = Math.fround((from + row) * this.#frequencies[i]!);
        cos[row * width + i] = Math.cos(angle);
        sin[row * width + i] = Math.sin(angle);
      }
    }
  }
}

/** Address of the model's description: the first in the memory. */
const MODEL = 0;
