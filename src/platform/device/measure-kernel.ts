import type { DeviceSpeeds } from '../../core/device/device-facts';
import { PREFILL_ROWS, STEP_OPERATORS } from '../../core/device/predict-speech';
import type { LanguageSpec } from '../../core/model/model-spec';
import { planLinears } from '../../core/package/precision-plan';
import { quantised, scales } from '../../core/package/tensor-names';
import type { Prompt } from '../../core/prompt/prompt';
import { languageTensors } from '../../core/rehearsal/seeded-package';
import type { StartThread } from '../processor/forward-threads';
import { kernelBuild } from '../processor/kernel';
import { cacheFormOf, planLanguage } from '../processor/language-plan';
import { openLanguage } from '../processor/open-language';
import type { WeightSource } from '../processor/pack-weights';
import type { ProcessorForwards } from '../processor/processor-forwards';
import { steadySeconds } from './measure-speeds';

/** Speeds of the processor's kernel, and multiplications a second of a prompt's piece in 4 bits. */
export type KernelSpeeds = Pick<DeviceSpeeds, 'oneRow' | 'runSeconds' | 'operatorSeconds'> & {
  readonly promptProductsPerSecond: number;
};

/** A model as wide as published ones: 36 million weights a layer. */
const wide = {
  hiddenSize: 2048,
  headCount: 32,
  keyValueHeadCount: 8,
  headDim: 64,
  feedForward: { type: 'shared', size: 4096 },
} as const;
/** Layers of it that no cache of a processor holds: 60 to 80 MB. */
const layerCounts = { q4: 3, q8: 2, f16: 1 } as const;
/** A model whose products cost nothing: its time is that of calls and of threads that wait for each other. */
const narrow = {
  hiddenSize: 32,
  headCount: 1,
  keyValueHeadCount: 1,
  headDim: 32,
  feedForward: { type: 'shared', size: 32 },
} as const;
const [FEW_LAYERS, MANY_LAYERS] = [1, 9];

/** Times of a decode step and of a prompt's piece in the kernel, by whole forwards of small models; nothing stays open. */
export async function measureKernel(
  threadCount: number,
  startThread: StartThread,
  now: () => number,
  signal: AbortSignal,
): Promise<KernelSpeeds> {
  const secondsOf = async (
    width: typeof wide | typeof narrow,
    layerCount: number,
    storage: keyof typeof layerCounts,
    rows: readonly number[],
  ) => {
    const model = await openModel(specOf(width, layerCount), storage, threadCount, startThread, signal);
    try {
      const seconds: number[] = [];
      for (const count of rows) {
        const run = runsOf(model.forwards, count, signal);
        seconds.push(await steadySeconds({ run }, true, now, signal));
      }
      return { ...model, seconds };
    } finally {
      await model.forwards.dispose();
    }
  };
  const few = (await secondsOf(narrow, FEW_LAYERS, 'q4', [1])).seconds[0]!;
  const many = (await secondsOf(narrow, MANY_LAYERS, 'q4', [1])).seconds[0]!;
  const layerSeconds = Math.max(0, (many - few) / (MANY_LAYERS - FEW_LAYERS));
  const runSeconds = Math.max(0, few - FEW_LAYERS * layerSeconds);

  /** Others work too: what calls cost is never taken to be most of it. */
  const without = (taken: number, layers: number) =>
    Math.max(taken - runSeconds - layers * layerSeconds, taken / 4);
  const product = async (storage: keyof typeof layerCounts, rows: readonly number[]) => {
    const layers = layerCounts[storage];
    const { weightCount, weightBytes, seconds } = await secondsOf(wide, layers, storage, rows);
    return {
      bytesPerSecond: weightBytes / without(seconds[0]!, layers),
      productsPerSecond: (rows.at(-1)! * weightCount) / without(seconds.at(-1)!, layers),
    };
  };
  const q4 = await product('q4', [1, PREFILL_ROWS]);
  const q8 = await product('q8', [1]);
  const floats = await product('f16', [1]);
  return {
    oneRow: { q4: q4.bytesPerSecond, q8: q8.bytesPerSecond, floats: floats.bytesPerSecond },
    promptProductsPerSecond: q4.productsPerSecond,
    runSeconds,
    operatorSeconds: layerSeconds / STEP_OPERATORS,
  };
}

/** Forwards of so many rows, always at the beginning of the cache. */
function runsOf(forwards: ProcessorForwards, rows: number, signal: AbortSignal) {
  const column = new Int32Array(1);
  const prompt: Prompt = {
    tokenIds: new Int32Array(rows),
    columnAt: new Int32Array(rows).fill(-1),
    columns: new Int32Array(0),
    codebookCount: 1,
  };
  return async (times: number) => {
    for (let time = 0; time < times; time++) {
      if (rows === 1) await forwards.runColumn(column, 0);
      else await forwards.runPrompt(prompt, 0, rows, signal);
    }
  };
}

function specOf(width: typeof wide | typeof narrow, layerCount: number): LanguageSpec {
  return {
    ...width,
    family: 'higgs-audio-v3',
    layerCount,
    queryKeyNorm: false,
    tiedAudioHead: true,
    vocabularySize: 1,
    rmsNormEpsilon: 1e-5,
    rope: { theta: 10_000, scaling: null },
    maxPositionCount: 64,
    codebooks: { codebookCount: 1, codebookSize: 14, streamBos: 14, streamEos: 15 },
    tokenIds: { audioOut: -100, audioDelay: -100, audioOutBos: 0 },
  };
}

async function openModel(
  spec: LanguageSpec,
  storage: keyof typeof layerCounts,
  threadCount: number,
  startThread: StartThread,
  signal: AbortSignal,
) {
  const tensors = new Map(languageTensors(spec, storage).map((tensor) => [tensor.name, tensor]));
  const source: WeightSource = {
    tensor: (name) => ({ ...tensors.get(name)!, shard: 0, offset: 0 }),
    // Small numbers in any storage, and pages of memory that are really there.
    readBytes: async (name) => new Uint8Array(tensors.get(name)!.byteLength).fill(0x88),
    readFloats: async (name) => new Float32Array(tensors.get(name)!.byteLength / 4).fill(1),
  };
  const linears = planLinears(spec, storage);
  const names = Object.keys(linears).flatMap((name) => [name, quantised(name), scales(name)]);
  const weights = names.flatMap((name) => tensors.get(name) ?? []);
  const plan = planLanguage(spec, linears, source.tensor, {
    rowCount: PREFILL_ROWS,
    threadCount,
    activations: 'rounded',
    cacheForm: cacheFormOf(linears),
  });
  const forwards = await openLanguage(
    {
      spec,
      plan,
      source,
      text: { width: spec.hiddenSize, read: async (rows) => new Float32Array(rows.length * spec.hiddenSize) },
      build: kernelBuild(threadCount),
      startThread,
    },
    signal,
  );
  await forwards.reserve(spec.maxPositionCount);
  return {
    forwards,
    weightBytes: weights.reduce((sum, { byteLength }) => sum + byteLength, 0),
    weightCount: plan.matrices
      .filter(({ binding }) => binding.name in linears)
      .reduce((sum, { rows, columns }) => sum + rows * columns, 0),
  };
}
