import { encodeHalves } from '../../core/data/half-float';
import type { LanguageModel } from '../../core/generation/language-model';
import type { ModelSlots } from '../../core/generation/model-slots';
import { languageIo as io } from '../../core/graph/graph-io';
import type { JobQueue } from '../../core/speech/job-queue';
import { nextTask } from '../threads/next-task';
import { CachedLanguageModel, type LanguageForwards } from './cached-language-model';
import { GpuForwards, type GpuGraph, type GpuLanguageParts, takesHalves } from './gpu-forwards';
import type { GpuKeyValueCache } from './gpu-key-value-cache';
import { graphForwards } from './graph-forwards';
import type { OrtTensor } from './ort-module';
import type { PromptEmbedder } from './prompt-embedder';

export type SlotParts = Omit<GpuLanguageParts, 'cache' | 'decode' | 'ownDecode'> & {
  readonly embedder: PromptEmbedder;
  /** The decode graph with a row for every slot. */
  readonly joint: GpuGraph;
  /** One for every slot. */
  readonly caches: readonly GpuKeyValueCache[];
  /** Whoever runs a network of this runtime has its turn here. */
  readonly queue: JobQueue;
};

type Step = {
  readonly values: Float32Array;
  readonly past: number;
  readonly resolve: (logits: Float32Array) => void;
  readonly reject: (error: unknown) => void;
};

const never = new AbortController().signal;

/**
 * A model for every slot, with a cache of its own. Prompts are computed slot by slot; the steps that are asked for at the
 * same time are one forward. Owns caches and the joint session, and neither weights nor the prompt's session.
 */
export class GpuSlots implements ModelSlots {
  readonly models: readonly LanguageModel[];
  readonly #parts: SlotParts;
  readonly #prompts: readonly GpuForwards[];
  /** Positions of each slot that are in use. */
  readonly #lengths: number[];
  readonly #steps: (Step | null)[];
  #isGathering = false;

  constructor(parts: SlotParts) {
    this.#parts = parts;
    this.#prompts = parts.caches.map(
      (cache) => new GpuForwards({ ...parts, decode: parts.joint, ownDecode: null, cache }),
    );
    this.#lengths = parts.caches.map(() => 0);
    this.#steps = parts.caches.map(() => null);
    this.models = parts.caches.map((_, slot) => this.#modelOf(slot));
  }

  async dispose(): Promise<void> {
    for (const cache of this.#parts.caches) cache.dispose();
    await this.#parts.joint.session.release();
  }

  #modelOf(slot: number): LanguageModel {
    const { embedder, queue, spec } = this.#parts;
    const own = graphForwards(embedder, this.#prompts[slot]!);
    let isPrompt = false;
    const forwards: LanguageForwards = {
      ...own,
      // A step makes room in its turn, together with the others.
      reserve: async (positionCount, usedCount) => {
        this.#lengths[slot] = usedCount;
        if (isPrompt) await this.#reserve(positionCount);
      },
      runPrompt: async (prompt, from, to, signal) => {
        const logits = await own.runPrompt(prompt, from, to, signal);
        this.#lengths[slot] = to;
        return logits;
      },
      runColumn: (column, past) => this.#step(slot, embedder.embedColumn(column), past),
      dispose: async () => {},
    };
    const model = new CachedLanguageModel(spec, forwards);
    return {
      spec,
      get reusedPositionCount() {
        return model.reusedPositionCount;
      },
      async prefill(prompt, signal) {
        const endTurn = await queue.turn(signal);
        isPrompt = true;
        try {
          return await model.prefill(prompt, signal);
        } finally {
          isPrompt = false;
          endTurn();
        }
      },
      step: (column, signal) => model.step(column, signal),
      dispose: () => model.dispose(),
    };
  }

  /** All caches have the same length: a slot without a step takes part in a forward, too. */
  async #reserve(positionCount: number): Promise<void> {
    for (const [slot, prompts] of this.#prompts.entries())
      await prompts.reserve(positionCount, this.#lengths[slot]!);
  }

  #step(slot: number, values: Float32Array, past: number): Promise<Float32Array> {
    return new Promise((resolve, reject) => {
      this.#steps[slot] = { values, past, resolve, reject };
      if (this.#isGathering) return;
      this.#isGathering = true;
      void this.#runTogether();
    });
  }

  async #runTogether(): Promise<void> {
    // Other slots ask for their step in the same task, as all have had their logits at once.
    await nextTask();
    const endTurn = await this.#parts.queue.turn(never);
    this.#isGathering = false;
    const steps = this.#steps.splice(0, this.#steps.length, ...this.#steps.map(() => null));
    try {
      const most = Math.max(...steps.map((step, slot) => step?.past ?? this.#lengths[slot]!));
      await this.#reserve(Math.min(most + 1, this.#parts.spec.maxPositionCount));
      const logits = await this.#forward(steps);
      const count = logits.length / steps.length;
      steps.forEach((step, slot) => {
        if (!step) return;
        this.#lengths[slot] = step.past + 1;
        step.resolve(logits.slice(slot * count, (slot + 1) * count));
      });
    } catch (error) {
      for (const step of steps) step?.reject(error);
    } finally {
      endTurn();
    }
  }

  /** @returns logits of every slot; those of one without a step say nothing. */
  async #forward(steps: readonly (Step | null)[]): Promise<Float32Array> {
    const { ort, memory, spec, joint, caches } = this.#parts;
    const { hiddenSize, layerCount } = spec;
    const values = new Float32Array(steps.length * hiddenSize);
    const index = (value: number) => new ort.Tensor('int32', Int32Array.of(value), [1]);
    const feeds: Record<string, OrtTensor> = { ...joint.weights, ...caches[0]!.ropeFeeds };
    const fetches: Record<string, OrtTensor | null> = { [io.logits]: null };
    steps.forEach((step, slot) => {
      if (step) values.set(step.values, slot * hiddenSize);
      // A slot without a step writes behind what it holds, where its next one writes again.
      const past = step?.past ?? Math.min(this.#lengths[slot]!, caches[slot]!.capacity - 1);
      feeds[io.lastKeyIndex(slot)] = index(past);
      feeds[io.totalLength(slot)] = index(past + 1);
      const own = caches[slot]!.feeds;
      for (let layer = 0; layer < layerCount; layer++) {
        const [key, value] = [own[io.pastKey(layer)]!, own[io.pastValue(layer)]!];
        feeds[io.pastKey(layer, slot)] = key;
        feeds[io.pastValue(layer, slot)] = value;
        fetches[io.presentKey(layer, slot)] = key;
        fetches[io.presentValue(layer, slot)] = value;
      }
    });
    const dims = [1, steps.length, hiddenSize];
    feeds[io.embeddings] = takesHalves(joint.session)
      ? new ort.Tensor('float16', encodeHalves(values), dims)
      : new ort.Tensor('float32', values, dims);
    const results = await memory.guard(joint.session.run(feeds, fetches));
    return results[io.logits]!.data as Float32Array;
  }
}
