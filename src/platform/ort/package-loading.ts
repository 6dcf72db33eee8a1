import type { FileEntry, GraphEntry, Manifest, PackageSource } from '../../core/store/manifest';
import { type ModelPackage, packageOf } from '../../core/store/model-package';
import { audioEmbedding, textEmbedding } from '../../core/store/tensor-names';
import { VerifyingSource } from '../../core/store/verifying-source';
import type { LoadProgress } from '../../core/synthesis/speech-engine';
import { type EmbeddingTable, LoadedTable, StoredTable } from './embedding-table';
import { PromptEmbedder } from './prompt-embedder';
import { shardsOf, tensorsOf } from './weight-plan';

/** A text embedding up to this size is held in memory; the published one is 788 MB, and its rows are read. */
const LARGEST_HELD_TABLE_BYTES = 64 * 2 ** 20;

/** One reading of the parts of a package that some graphs need, verified on the way. */
export class PackageLoading {
  readonly manifest: Manifest;
  /** Reads through the verifier. */
  readonly model: ModelPackage;
  /** Reads past the verifier: for what is read as long as the model lives. */
  readonly stored: ModelPackage;
  /** See PackageSource. */
  readonly isLocal: boolean;
  readonly #verifier: VerifyingSource;
  readonly #onProgress: (progress: LoadProgress) => void;

  /** @param tensors that are read besides the graphs' weights. */
  constructor(
    source: PackageSource,
    manifest: Manifest,
    graphs: readonly GraphEntry[],
    tensors: readonly string[],
    onProgress: (progress: LoadProgress) => void,
  ) {
    this.manifest = manifest;
    this.stored = packageOf(source, manifest);
    this.isLocal = source.isLocal === true;
    this.#onProgress = onProgress;
    const files = filesFor(this.stored, graphs, tensors);
    const totalBytes = files.reduce((total, { byteLength }) => total + byteLength, 0);
    let doneBytes = 0;
    this.#verifier = new VerifyingSource(source, files, (byteLength) => {
      doneBytes += byteLength;
      this.report({ stage: 'reading', doneBytes, totalBytes });
    });
    this.model = packageOf(this.#verifier, manifest);
  }

  report(progress: LoadProgress): void {
    this.#onProgress(progress);
  }

  /** A whole file of the package, verified. */
  read(file: string, signal: AbortSignal): Promise<Uint8Array> {
    return this.#verifier.read(file, signal);
  }

  graphBytes(graph: GraphEntry, signal: AbortSignal): Promise<Uint8Array> {
    return this.read(graph.file, signal);
  }

  async embedder(signal: AbortSignal): Promise<PromptEmbedder> {
    const { byteLength } = this.model.tensor(textEmbedding);
    const text: EmbeddingTable =
      byteLength <= LARGEST_HELD_TABLE_BYTES
        ? await LoadedTable.load(this.model, textEmbedding, signal)
        : new StoredTable(this.stored, textEmbedding);
    const audio = await LoadedTable.load(this.model, audioEmbedding, signal);
    return new PromptEmbedder(this.manifest.spec.language, text, audio);
  }

  /** Reads and compares what is left. @throws FailureError 'bad-package' that names the damaged file. */
  finish(signal: AbortSignal): Promise<void> {
    return this.#verifier.finish(signal);
  }
}

function filesFor(
  model: ModelPackage,
  graphs: readonly GraphEntry[],
  tensors: readonly string[],
): FileEntry[] {
  const weights = graphs.flatMap((graph) => graph.weights.flatMap(tensorsOf));
  return [...model.manifest.tokenizerFiles, ...graphs, ...shardsOf(model, [...weights, ...tensors])];
}
