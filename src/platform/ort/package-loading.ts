import type { BuiltGraph } from '../../core/graph/built-graph';
import { requireTensors } from '../../core/graph/require-tensors';
import type { FileEntry, Manifest, PackageSource } from '../../core/package/manifest';
import { type ModelPackage, packageOf } from '../../core/package/model-package';
import { audioEmbedding, textEmbedding } from '../../core/package/tensor-names';
import { VerifyingSource } from '../../core/package/verifying-source';
import type { LoadProgress } from '../../core/speech/speech-engine';
import { type EmbeddingTable, LoadedTable, StoredTable } from './embedding-table';
import { type PromptEmbedder, promptEmbedder } from './prompt-embedder';
import { inFileOrder, shardsOf, tensorsOf } from './weight-plan';
import { type WeightArray, weightValues } from './weight-values';

/** A text embedding up to this size is held in memory; the published one is 788 MB, and its rows are read. */
const LARGEST_HELD_TABLE_BYTES = 64 * 2 ** 20;

/** Parts of a package to read. */
export type Wanted = {
  readonly graphs: readonly Pick<BuiltGraph, 'weights'>[];
  /** Tensors besides the graphs' weights. */
  readonly tensors: readonly string[];
  readonly files: readonly FileEntry[];
};

/** One reading of the parts of a package that are needed, verified on the way. */
export class PackageLoading {
  readonly manifest: Manifest;
  /** Reads through the verifier. */
  readonly model: ModelPackage;
  /** Reads past the verifier, for as long as the model is loaded. */
  readonly stored: ModelPackage;
  /** See PackageSource. */
  readonly isLocal: boolean;
  readonly #verifier: VerifyingSource;
  readonly #onProgress: (progress: LoadProgress) => void;
  readonly #totalBytes: number;
  #doneBytes = 0;
  #runtime = { doneBytes: 0, totalBytes: 0 };

  /** @throws FailureError 'bad-package' when the package lacks a tensor that the graphs bind. */
  constructor(
    source: PackageSource,
    manifest: Manifest,
    wanted: Wanted,
    onProgress: (progress: LoadProgress) => void,
  ) {
    this.manifest = manifest;
    this.stored = packageOf(source, manifest);
    this.isLocal = source.isLocal === true;
    this.#onProgress = onProgress;
    const weights = wanted.graphs.flatMap((graph) => graph.weights);
    requireTensors(this.stored, weights);
    const tensors = [...weights.flatMap(tensorsOf), ...wanted.tensors];
    const files = [...wanted.files, ...shardsOf(this.stored, tensors)];
    this.#totalBytes = files.reduce((total, { byteLength }) => total + byteLength, 0);
    this.#verifier = new VerifyingSource(source, files, (byteLength) => {
      this.#doneBytes += byteLength;
      this.#reportArrived();
    });
    this.model = packageOf(this.#verifier, manifest);
  }

  /** Counts the runtime, which arrives beside the package. */
  readonly runtimeArrives = (doneBytes: number, totalBytes: number): void => {
    if (doneBytes === this.#runtime.doneBytes) return;
    this.#runtime = { doneBytes, totalBytes };
    this.#reportArrived();
  };

  #reportArrived(): void {
    const { doneBytes, totalBytes } = this.#runtime;
    this.report({
      stage: 'reading',
      doneBytes: this.#doneBytes + doneBytes,
      totalBytes: this.#totalBytes + totalBytes,
    });
  }

  /** Begins to read what is wanted. */
  begin(signal: AbortSignal): void {
    this.#verifier.begin(signal);
  }

  report(progress: LoadProgress): void {
    this.#onProgress(progress);
  }

  /** A whole file of the package, verified. */
  read(file: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#verifier.read(file, signal);
  }

  /** The values that these graphs bind, but for rope tables; each tensor is read once, in the order of the shards. */
  async weights(
    graphs: readonly BuiltGraph[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, WeightArray>> {
    const values = new Map<string, WeightArray>();
    for (const binding of inFileOrder(this.model, graphs)) {
      values.set(binding.name, await weightValues(this.model, binding, null, signal));
    }
    return values;
  }

  async textTable(signal: AbortSignal): Promise<EmbeddingTable> {
    const { byteLength } = this.model.tensor(textEmbedding);
    return byteLength <= LARGEST_HELD_TABLE_BYTES
      ? await LoadedTable.load(this.model, textEmbedding, signal)
      : new StoredTable(this.stored, textEmbedding);
  }

  async embedder(signal: AbortSignal): Promise<PromptEmbedder> {
    const text = await this.textTable(signal);
    const audio = await LoadedTable.load(this.model, audioEmbedding, signal);
    return promptEmbedder(this.manifest.spec.language, text, audio);
  }

  /** Reads and compares what is left. @throws FailureError 'bad-package' that names the damaged file. */
  finish(signal: AbortSignal): Promise<void> {
    return this.#verifier.finish(signal);
  }
}
