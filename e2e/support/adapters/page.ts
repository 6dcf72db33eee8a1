import { FailureError, fail } from '../../../src/core/failure';
import type { PackageSource } from '../../../src/core/package/manifest';
import { openPackage } from '../../../src/core/package/model-package';
import { textEmbedding } from '../../../src/core/package/tensor-names';
import type { Prompt } from '../../../src/core/prompt/prompt';
import type { BackendChoice } from '../../../src/core/speech/speech-engine';
import { probeAdapter } from '../../../src/platform/gpu/adapter-probe';
import { HttpPackage } from '../../../src/platform/http/http-package';
import { CachedLanguageModel } from '../../../src/platform/ort/cached-language-model';
import { LoadedTable } from '../../../src/platform/ort/embedding-table';
import { deviceOf } from '../../../src/platform/ort/load-gpu';
import { loadModel } from '../../../src/platform/ort/load-model';
import { loadOrt } from '../../../src/platform/ort/load-ort';
import type { LoadedModel } from '../../../src/platform/ort/loaded-model';
import type { PromptWeightsPolicy } from '../../../src/platform/ort/prompt-weights';
import { cacheFormOf, planLanguage } from '../../../src/platform/processor/language-plan';
import { openLanguage } from '../../../src/platform/processor/open-language';
import { startWebThread } from '../../../src/platform/processor/web-thread';
import { seededRandom } from '../../../test/fakes/seeded-random';

const never = new AbortController().signal;

type LoadOptions = {
  readonly promptWeights?: PromptWeightsPolicy | undefined;
  readonly maxBindingBytes?: number | undefined;
  /** The adapter passes for one in hardware, which large pieces of prompts are tried on. */
  readonly isHardware?: boolean;
  /** Called before every reading of the package. */
  readonly onRead?: () => void;
};

async function load(
  choice: BackendChoice,
  name = 'toy',
  { promptWeights, maxBindingBytes, isHardware = false, onRead = () => {} }: LoadOptions = {},
): Promise<LoadedModel> {
  const probed = await probeAdapter();
  const adapter = probed.type === 'found' && isHardware ? { ...probed, isSoftware: false } : probed;
  const machine = { adapter, coreCount: 1, whyOneThread: null };
  const http = new HttpPackage(new URL(`/packages/${name}/`, location.href).href);
  const source: PackageSource = {
    async read(...request) {
      onRead();
      return http.read(...request);
    },
  };
  const dependencies = {
    machine,
    loadOrt,
    cpuProvider: 'wasm',
    acceptedLicences: { has: async () => true },
    ...(promptWeights && { promptWeights }),
    ...(maxBindingBytes && { maxBindingBytes }),
  } as const;
  return loadModel(dependencies, source, choice, () => {}, never);
}

/** Text, audio, text; with more columns than rows shared between calls of one seed. */
function promptOf(loaded: Pick<LoadedModel, 'manifest'>, text: number, audio: number, seed: number): Prompt {
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

/** Logits of a prompt and of steps, by one build of the kernel. */
async function byBuild(name: string, isRelaxed: boolean): Promise<number[]> {
  const source = new HttpPackage(new URL(`/packages/${name}/`, location.href).href);
  const model = await openPackage(source, never);
  const { spec, linears } = model.manifest;
  const plan = planLanguage(spec.language, linears, model.tensor, {
    rowCount: 32,
    threadCount: 1,
    activations: 'rounded',
    cacheForm: cacheFormOf(linears),
  });
  const build = { isRelaxed, isShared: false };
  const text = await LoadedTable.load(model, textEmbedding, never);
  const parts = { spec: spec.language, plan, source: model, text, build, startThread: startWebThread };
  const language = new CachedLanguageModel(spec.language, await openLanguage(parts, never));
  const prompt = promptOf(model, 30, 100, 6);
  const logits = [...(await language.prefill(prompt, never))];
  for (let step = 0; step < 5; step++) {
    logits.push(...(await language.step(new Int32Array(prompt.codebookCount).fill(step), never)));
  }
  return logits;
}

const calls = {
  /** @returns logits with the dot product of bytes, and without. */
  async builds(name: string) {
    return { relaxed: await byBuild(name, true), plain: await byBuild(name, false) };
  },

  /**
   * Runs the same prompts and steps on both backends.
   * @returns per prompt the largest difference and what was reused, and what the device can do.
   */
  async compare(
    name: string,
    prompts: readonly { text: number; audio: number; seed: number; steps: number }[],
    maxBindingBytes?: number,
  ) {
    const [cpu, gpu] = [await load('wasm-runtime', name), await load('webgpu', name, { maxBindingBytes })];
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
    const { reason } = gpu.info;
    return { graphTargets: [cpu.info.graphTarget, gpu.info.graphTarget], reason, device, results };
  },

  /** @returns what a prompt that comes again does not compute, which is whole pieces, and how far its logits are off. */
  async largePieces() {
    const [cpu, gpu] = [await load('wasm-runtime', 'toy'), await load('webgpu', 'toy', { isHardware: true })];
    const prompt = promptOf(cpu, 100, 50, 5);
    const expected = await cpu.networks.model.prefill(prompt, never);
    await gpu.networks.model.prefill(prompt, never);
    const again = await gpu.networks.model.prefill(prompt, never);
    const reused = gpu.networks.model.reusedPositionCount;
    await cpu.dispose();
    await gpu.dispose();
    return { reused, largest: difference(again, expected) };
  },

  /**
   * The same prompts with weights of prompts kept and read again; then a restoring that is aborted, and one that fails.
   * @returns per model the logits of every run and the bytes of weights after it, and how the two broken ones ended.
   */
  async promptWeights() {
    let broken: (() => void) | null = null;
    const onRead = () => broken?.();
    const kept = await load('webgpu', 'toy', { promptWeights: 'keep' });
    const released = await load('webgpu', 'toy', { promptWeights: 'release-after-prefill', onRead });
    const runs = [];
    for (const loaded of [kept, released]) {
      const { networks, info } = loaded;
      const { model } = networks;
      const prompt = promptOf(loaded, 20, 15, 2);
      const column = new Int32Array(prompt.codebookCount).fill(3);
      const logits = [
        [...(await model.prefill(prompt, never))],
        [...(await model.step(column, never))],
        [...(await model.prefill(prompt, never))],
      ];
      const reused = model.reusedPositionCount;
      const { weightBytes } = networks;
      runs.push({ logits, reused, weightBytes, loadedBytes: info.weightBytes, reason: info.reason });
    }
    const { model } = released.networks;
    const [prompt, other] = [promptOf(released, 20, 15, 2), promptOf(released, 9, 0, 7)];
    const controller = new AbortController();
    let reads = 0;
    broken = () => {
      if (++reads === 3) controller.abort();
    };
    const aborted = await failureKind(model.prefill(other, controller.signal));
    broken = () => fail('network', 'The cable is cut.');
    const failed = await failureKind(model.prefill(other, never));
    broken = null;
    const again = [...(await model.prefill(prompt, never))];
    const { weightBytes } = released.networks;
    await kept.dispose();
    await released.dispose();
    return { kept: runs[0]!, released: runs[1]!, aborted, failed, again, weightBytes };
  },

  /** @returns per slot the logits of its prompt and its steps, alone and together with the others. */
  async slots(name: string) {
    const gpu = await load('webgpu', name);
    const { model, openSlots } = gpu.networks;
    const slots = await openSlots!(3);
    const prompts = [0, 1, 2].map((slot) => promptOf(gpu, 9 + 5 * slot, 4, slot + 1));
    const say = async (own: typeof model, slot: number) => {
      const prompt = prompts[slot]!;
      const logits = [...(await own.prefill(prompt, never))];
      // Each slot ends at another time.
      for (let step = 0; step < 2 + slot; step++) {
        const column = new Int32Array(prompt.codebookCount).fill(slot + step);
        logits.push(...(await own.step(column, never)));
      }
      return logits;
    };
    const alone = [await say(model, 0), await say(model, 1), await say(model, 2)];
    const together = await Promise.all(slots.models.map(say));
    const again = await say(slots.models[0]!, 0);
    await slots.dispose();
    // The model itself is not affected.
    const after = await say(model, 0);
    await gpu.dispose();
    return { alone, together, again, after };
  },

  /** The cache's first buffers do not fit: what prompts need gives way, and the model loads and runs. */
  async fullMemory() {
    const pop = GPUDevice.prototype.popErrorScope;
    let calls = 0;
    // The first scope is about the weights, the second about the cache.
    GPUDevice.prototype.popErrorScope = async function (this: GPUDevice) {
      const error = await pop.call(this);
      return ++calls === 2 ? new GPUOutOfMemoryError('full') : error;
    };
    const loaded = await load('webgpu');
    const { model } = loaded.networks;
    const { reason, weightBytes: loadedBytes } = loaded.info;
    const allFinite = (await model.prefill(promptOf(loaded, 5, 3, 2), never)).every(Number.isFinite);
    const { weightBytes } = loaded.networks;
    await loaded.dispose();
    return { allFinite, weightBytes, loadedBytes, reason };
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
