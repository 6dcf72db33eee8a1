import type { CodecDecoder } from '../../core/codec/codec';
import { codecDecoderIo } from '../../core/graph/graph-io';
import type { CodecSpec } from '../../core/model/model-spec';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { GpuGraph } from './gpu-language-model';
import type { GpuMemory } from './gpu-memory';
import type { OrtModule } from './ort-module';

/** The codec's decoder on WebGPU. Owns its session, shares the weights. */
export class GpuCodecDecoder implements CodecDecoder {
  readonly spec: CodecSpec;
  readonly #ort: OrtModule;
  readonly #memory: GpuMemory;
  readonly #graph: GpuGraph;
  #isDisposed = false;

  constructor(ort: OrtModule, memory: GpuMemory, spec: CodecSpec, graph: GpuGraph) {
    this.spec = spec;
    this.#ort = ort;
    this.#memory = memory;
    this.#graph = graph;
  }

  async decode(grid: CodeGrid, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted();
    const { codebookCount, frameCount } = grid;
    if (frameCount === 0) return new Float32Array(0);
    const rows = grid.codes.map(
      (code, index) => Math.floor(index / frameCount) * this.spec.codebookSize + code,
    );
    const feeds = {
      ...this.#graph.weights,
      [codecDecoderIo.rows]: new this.#ort.Tensor('int32', rows, [codebookCount, frameCount]),
    };
    const results = await this.#memory.guard(this.#graph.session.run(feeds));
    return results[codecDecoderIo.samples]!.data as Float32Array;
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#graph.session.release();
  }
}
