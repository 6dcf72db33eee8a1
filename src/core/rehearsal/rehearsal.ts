import type { ComparedPrediction } from '../device/compare-prediction';
import type { DeviceFacts } from '../device/device-facts';
import type { Plan } from '../device/model-weights';
import type { Prediction } from '../device/predict-speech';
import type { BackendChoice, EngineInfo } from '../speech/speech-engine';
import type { ShapeWord } from './published-shapes';

/** Positions of the prompt and decode steps behind it: a scene, a reference voice, ten seconds of speech. */
export type RehearsalLength = { readonly promptPositions: number; readonly stepCount: number };
export const fullLength: RehearsalLength = { promptPositions: 200, stepCount: 250 };

/** Order of a rehearsal. */
export type RehearsalOrder = RehearsalLength & {
  readonly shape: ShapeWord;
  readonly plan: Plan;
  readonly backend: BackendChoice;
  /** Layers instead of the model's own, for software adapters; null for all. */
  readonly layers: number | null;
};

export type RehearsalProgress =
  | { readonly stage: 'measuring' | 'making' }
  | { readonly stage: 'loading'; readonly doneBytes: number; readonly totalBytes: number }
  | { readonly stage: 'speaking'; readonly steps: number; readonly stepCount: number };

/** Times of a rehearsed speech; those of `Prediction` are measured here. */
export type RehearsedSpeech = Prediction & {
  readonly stepCount: number;
  readonly audioSeconds: number;
  /** Medians of a step; null on the processor. `ownSeconds` passed while the graphics device was not waited for. */
  readonly perStep: {
    readonly dispatches: number;
    readonly submits: number;
    readonly ownSeconds: number;
  } | null;
};

/** Measurements of a model of a published shape on this device, with seeded weights. Plain JSON. */
export type Rehearsal = {
  readonly order: RehearsalOrder;
  readonly title: string;
  readonly layerCount: number;
  readonly info: EngineInfo;
  readonly speech: RehearsedSpeech;
  /** Bytes of weights that a step reads, in a second of steps, as a share of what a plain copy moves. */
  readonly stepBytes: number;
  readonly bandwidthShare: number;
  /** The most that the device held at once: buffers on WebGPU, the runtime's heap on the processor. */
  readonly memoryBytes: number;
  readonly facts: DeviceFacts;
  /** The card's prediction for this prompt beside what was measured. */
  readonly compared: ComparedPrediction;
};
