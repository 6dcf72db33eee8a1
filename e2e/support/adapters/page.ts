import { FailureError } from '../../../src/core/failure';
import type { Prompt } from '../../../src/core/prompt/prompt';
import type { BackendChoice } from '../../../src/core/synthesis/speech-engine';
import { probeAdapter } from '../../../src/platform/gpu/adapter-probe';
import { HttpPackage } from '../../../src/platform/http/http-package';
import { deviceOf } from '../../../src/platform/ort/load-gpu';
import { loadModel } from '../../../src/platform/ort/load-model';
import { loadOrt } from '../../../src/platform/ort/load-ort';
import type { LoadedModel } from '../../../src/platform/ort/loaded-model';
import { seededRandom } from '../../../test/fakes/seeded-random';

const never = new AbortController().signal;

async function load(choice: BackendChoice, name = 'toy'): Promise<LoadedModel> {
  const machine = { adapter: await probeAdapter(), coreCount: 1, isIsolated: false };
  return loadModel(
    { machine, loadOrt, cpuProvider: 'wasm' },
    new HttpPackage(new URL(`/packages/${name}/`, location.href).href),
    choice,
    () => {},
    never,
  );
}

/** Text, audio, text; with more columns than rows shared between calls of one seed. */
function promptOf(loaded: LoadedModel, text: number, audio: number, seed: number): Prompt {
  const random = seededRandom(seed);
  const { vocabularySize, codebooks } = loaded.manifest.spec.language;
  const { codebookCount, codebookSize } = codebooks;
  const whole = (below: number) => Math.floor(random() * below);
  const length = text + audio;
  return {
    tokenIds: Int32Array.from({ length }, () => whole(vocabularySize)),
    columnAt: Int32Array.from({ length }, (_, position) => (position < text ? -1 : position - text)),
    columns: Int32Array.from({ length: audio * codebookCount }, () => whole(codebookSize)),
    codebookCount,
  };
}

const calls = {
  /**
   * Runs the same prompts and steps on both backends.
   * @returns per prompt the largest difference and what was reused, and what the device can do.
   */
  async compare(
    name: string,
    prompts: readonly { text: number; audio: number; seed: number; steps: number }[],
  ) {
    const [cpu, gpu] = [await load('wasm', name), await load('webgpu', name)];
    const results = [];
    for (const { text, audio, seed, steps } of prompts) {
      const prompt = promptOf(cpu, text, audio, seed);
      const columns = promptOf(cpu, 0, Math.max(1, steps), seed + 1);
      let largest = difference(
        await cpu.networks.model.prefill(prompt, never),
        await gpu.networks.model.prefill(prompt, never),
      );
      const reused = [cpu.networks.model.reusedPositionCount, gpu.networks.model.reusedPositionCount];
      for (let step = 0; step < steps; step++) {
        const { codebookCount } = prompt;
        const column = columns.columns.slice(step * codebookCount, (step + 1) * codebookCount);
        const [a, b] = [
          await cpu.networks.model.step(column, never),
          await gpu.networks.model.step(column, never),
        ];
        largest = Math.max(largest, difference(a, b));
      }
      results.push({ largest, reused });
    }
    await cpu.dispose();
    await gpu.dispose();
    const { limits } = await deviceOf(await loadOrt('webgpu', 1));
    const device = {
      maxStorageBuffersPerShaderStage: limits.maxStorageBuffersPerShaderStage,
      maxStorageBufferBindingSize: limits.maxStorageBufferBindingSize,
      maxBufferSize: limits.maxBufferSize,
    };
    return { graphTargets: [cpu.info.graphTarget, gpu.info.graphTarget], device, results };
  },

  /**
   * Loads, runs and disposes twice, then asks too much, then takes the device away.
   * @returns the logits of both rounds, and the kinds of the two failures.
   */
  async lifeCycle() {
    const rounds: number[][] = [];
    const first = await load('webgpu');
    rounds.push([...(await first.networks.model.prefill(promptOf(first, 5, 3, 1), never))]);
    await first.dispose();
    await first.networks.model.dispose(); // twice is harmless

    const gpu = await load('webgpu');
    const { model } = gpu.networks;
    rounds.push([...(await model.prefill(promptOf(gpu, 5, 3, 1), never))]);
    const { maxPositionCount, codebooks } = model.spec;
    const tooLong = await failureKind(model.prefill(promptOf(gpu, maxPositionCount, 0, 1), never));
    (await deviceOf(await loadOrt('webgpu', 1))).destroy();
    const lost = await failureKind(model.step(new Int32Array(codebooks.codebookCount), never));
    return { rounds, tooLong, lost };
  },
};

async function failureKind(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'nothing';
  } catch (error) {
    return error instanceof FailureError ? error.failure.kind : String(error);
  }
}

function difference(a: Float32Array, b: Float32Array): number {
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - b[index]!)), 0);
}

export type Adapters = typeof calls;

declare global {
  var adapters: Adapters;
}

globalThis.adapters = calls;
