import type { WeightBinding } from '../../core/graph/built-graph';
import { type CpuRuntime, openCpuSession } from '../ort/cpu-session';
import { GpuMemory, type GpuTensor, tensorBytes } from '../ort/gpu-memory';
import { deviceOf, openGpuSession } from '../ort/load-gpu';
import type { OrtModule, OrtTensor } from '../ort/ort-module';
import { type MeasuringGraph, measuringGraph } from './measuring-graph';

/** Chain of products, ready to run. */
export interface ProductChain {
  /** Resolves once all `times` are computed. @param isReadBack fetches the answer each time, as a decode step does. */
  run(times: number, isReadBack: boolean): Promise<void>;
  close(): Promise<void>;
}

export type OpenChain = (graph: MeasuringGraph, rows: number, signal: AbortSignal) => Promise<ProductChain>;

/** Chains for WebGPU: weights are inputs, as in models, and buffers are empty, which changes no kernel's work. */
export const gpuChains =
  (ort: OrtModule): OpenChain =>
  async (graph, rows, signal) => {
    signal.throwIfAborted();
    const { bytes, weights } = measuringGraph(graph);
    const session = await openGpuSession(ort, bytes);
    const memory = new GpuMemory(ort, await deviceOf(ort));
    const held: GpuTensor[] = [];
    const create = (dtype: WeightBinding['dtype'], dims: readonly number[], name: string) => {
      const made = memory.create(dtype, dims, name);
      held.push(made);
      return made.tensor;
    };
    const close = async () => {
      for (const { tensor, buffer } of held) {
        tensor.dispose();
        buffer.destroy();
      }
      await session.release();
    };
    try {
      const feeds: Record<string, OrtTensor> = {};
      const y = await memory.watched(async () => {
        const dims = [1, rows, graph.size];
        feeds.x = create(graph.activation, dims, 'x');
        for (const { name, dtype, dims: shape } of weights) feeds[name] = create(dtype, shape, name);
        return create(graph.activation, dims, 'y');
      });
      return {
        async run(times, isReadBack) {
          for (let time = 0; time < times; time++) {
            await memory.guard(session.run(feeds, isReadBack ? ['y'] : { y }));
          }
          await memory.guard(memory.device.queue.onSubmittedWorkDone());
        },
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  };

/** Chains for the processor: weights are external data, which the runtime packs; empty ones would read no memory. */
export const cpuChains =
  (runtime: CpuRuntime): OpenChain =>
  async (graph, rows, signal) => {
    const read = async ({ dtype, dims }: WeightBinding) => {
      const bytes = new Uint8Array(tensorBytes(dtype, dims)).fill(FILLING);
      return dtype === 'uint8' ? bytes : new Float32Array(bytes.buffer);
    };
    const session = await openCpuSession(runtime, measuringGraph(graph), read, signal);
    const values = new Float32Array(rows * graph.size);
    const x = new runtime.ort.Tensor('float32', values, [1, rows, graph.size]);
    return {
      async run(times) {
        for (let time = 0; time < times; time++) await session.run({ x });
      },
      close: () => session.release(),
    };
  };

/** Makes weights of 0 or of next to nothing, whatever they are stored in: rows of zeros stay zeros, and nothing slow arises. */
const FILLING = 0x88;
