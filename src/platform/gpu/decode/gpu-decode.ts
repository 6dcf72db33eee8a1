import type { LanguageSpec } from '../../../core/model/model-spec';
import { audioPath, feedForwardSize, layer } from '../../../core/package/tensor-names';
import { attendKernel, type HeadShape, placeKernel } from './attention-kernels';
import type { DecodeCall, MatrixCall, StepVector } from './decode-plan';
import { matrixKernel } from './matrix-kernels';

/** Keys and values of a layer `[1, kvHeads, capacity, headDim]`, and the rope tables. */
export type CacheBuffers = {
  readonly capacity: number;
  readonly layers: readonly { readonly keys: GPUBuffer; readonly values: GPUBuffer }[];
  readonly cosines: GPUBuffer;
  readonly sines: GPUBuffer;
};

type Dispatch = {
  readonly pipeline: GPUComputePipeline;
  readonly group: GPUBindGroup;
  readonly count: number;
};

/** A block's columns: vectors are as long as whole blocks, and zero behind their end. */
const BLOCK_LENGTH = 32;

/**
 * One decode step on WebGPU by our own kernels, prepared once: a step writes its embedding and position, sends the same
 * dispatches in one submit, and reads the logits. Owns its vectors, not the weights and not the cache.
 */
export class GpuDecode {
  readonly #device: GPUDevice;
  readonly #plan: readonly DecodeCall[];
  readonly #heads: HeadShape;
  readonly #weight: (name: string) => GPUBuffer;
  readonly #made: GPUBuffer[] = [];
  readonly #pipelines = new Map<string, GPUComputePipeline>();
  readonly #vectors: Readonly<Record<StepVector, GPUBuffer>>;
  readonly #step: GPUBuffer;
  readonly #staging: GPUBuffer;
  readonly #logits: Float32Array<ArrayBuffer>;
  readonly #position = new Uint32Array(2);
  readonly #matrices = new Map<MatrixCall, Dispatch>();
  #cache: CacheBuffers | null = null;
  #dispatches: readonly Dispatch[] = [];

  constructor(
    device: GPUDevice,
    spec: LanguageSpec,
    plan: readonly DecodeCall[],
    weight: (name: string) => GPUBuffer,
    type: HeadShape['type'],
  ) {
    const { headCount, keyValueHeadCount, headDim, hiddenSize, codebooks, rmsNormEpsilon } = spec;
    this.#device = device;
    this.#plan = plan;
    this.#weight = weight;
    this.#heads = {
      headCount,
      keyValueHeadCount,
      headDim,
      type,
      hasNorms: spec.queryKeyNorm,
      epsilon: rmsNormEpsilon,
    };
    const logitCount = codebooks.codebookCount * (codebooks.codebookSize + 2);
    const { STORAGE, COPY_DST, COPY_SRC, UNIFORM, MAP_READ } = GPUBufferUsage;
    const vector = (length: number) =>
      this.#buffer(4 * BLOCK_LENGTH * Math.ceil(length / BLOCK_LENGTH), STORAGE | COPY_DST | COPY_SRC);
    this.#vectors = {
      hidden: vector(hiddenSize),
      projected: vector((headCount + 2 * keyValueHeadCount) * headDim),
      attended: vector(headCount * headDim),
      gated: vector(feedForwardSize(spec, audioPath(spec))),
      logits: vector(logitCount),
    };
    this.#step = this.#buffer(8, UNIFORM | COPY_DST);
    this.#staging = this.#buffer(4 * logitCount, MAP_READ | COPY_DST);
    this.#logits = new Float32Array(logitCount);
  }

  /**
   * @param values `[hiddenSize]`. @param past positions that the cache holds.
   * @returns logits, valid until the next call.
   */
  async run(values: Float32Array, past: number, cache: CacheBuffers): Promise<Float32Array> {
    if (this.#cache !== cache) this.#prepare(cache);
    const { queue } = this.#device;
    this.#position[0] = past;
    this.#position[1] = cache.capacity;
    queue.writeBuffer(this.#vectors.hidden, 0, values as Float32Array<ArrayBuffer>);
    queue.writeBuffer(this.#step, 0, this.#position);
    const encoder = this.#device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    let last: GPUComputePipeline | null = null;
    for (const { pipeline, group, count } of this.#dispatches) {
      if (pipeline !== last) pass.setPipeline(pipeline);
      last = pipeline;
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(count);
    }
    pass.end();
    encoder.copyBufferToBuffer(this.#vectors.logits, 0, this.#staging, 0, this.#logits.byteLength);
    queue.submit([encoder.finish()]);
    await this.#staging.mapAsync(GPUMapMode.READ);
    this.#logits.set(new Float32Array(this.#staging.getMappedRange()));
    this.#staging.unmap();
    return this.#logits;
  }

  dispose(): void {
    for (const buffer of this.#made) buffer.destroy();
    this.#dispatches = [];
  }

  /** Binds everything; what does not concern the cache is bound once. */
  #prepare(cache: CacheBuffers): void {
    this.#cache = cache;
    this.#dispatches = this.#plan.flatMap((call) =>
      'attentionOf' in call ? this.#attention(call.attentionOf, cache) : [this.#matrix(call)],
    );
  }

  #matrix(call: MatrixCall): Dispatch {
    const known = this.#matrices.get(call);
    if (known) return known;
    const { rows, columns, first, epsilon } = call.shape;
    const shape = new DataView(new ArrayBuffer(16));
    [rows, columns, first].forEach((value, index) => {
      shape.setUint32(4 * index, value, true);
    });
    shape.setFloat32(12, epsilon, true);
    const uniform = this.#buffer(16, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    this.#device.queue.writeBuffer(uniform, 0, shape.buffer);
    const bound: Record<number, GPUBuffer> = { 0: uniform, 1: this.#vectors[call.from] };
    for (const [binding, name] of Object.entries(call.weights)) bound[Number(binding)] = this.#weight(name);
    bound[7] = this.#vectors[call.to];
    const made = this.#dispatch(matrixKernel(call.kernel), bound, call.groupCount);
    this.#matrices.set(call, made);
    return made;
  }

  #attention(index: number, { layers, cosines, sines }: CacheBuffers): readonly Dispatch[] {
    const { headCount, keyValueHeadCount, hasNorms } = this.#heads;
    const { projected, attended } = this.#vectors;
    const { keys, values } = layers[index]!;
    const { queryNorm, keyNorm } = layer(index);
    const shared = { 0: this.#step, 1: projected, 2: keys, 3: values };
    const norms = hasNorms ? { 6: this.#weight(queryNorm), 7: this.#weight(keyNorm) } : {};
    return [
      this.#dispatch(
        placeKernel(this.#heads),
        { ...shared, 4: cosines, 5: sines, ...norms },
        headCount + 2 * keyValueHeadCount,
      ),
      this.#dispatch(attendKernel(this.#heads), { ...shared, 4: attended }, headCount),
    ];
  }

  #dispatch(code: string, bound: Readonly<Record<number, GPUBuffer>>, count: number): Dispatch {
    const pipeline = this.#pipelines.get(code) ?? this.#compile(code);
    const entries = Object.entries(bound).map(([binding, buffer]) => ({
      binding: Number(binding),
      resource: { buffer },
    }));
    const layout = pipeline.getBindGroupLayout(0);
    return { pipeline, group: this.#device.createBindGroup({ layout, entries }), count };
  }

  #compile(code: string): GPUComputePipeline {
    const module = this.#device.createShaderModule({ code });
    const compute = { module, entryPoint: 'main' };
    const pipeline = this.#device.createComputePipeline({ layout: 'auto', compute });
    this.#pipelines.set(code, pipeline);
    return pipeline;
  }

  #buffer(size: number, usage: number): GPUBuffer {
    const buffer = this.#device.createBuffer({ size, usage });
    this.#made.push(buffer);
    return buffer;
  }
}
