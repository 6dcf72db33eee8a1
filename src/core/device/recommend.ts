import { type Sentence, say } from '../sentence';
import type { DeviceFacts, MemoryBudget } from './device-facts';
import { type Fit, fitOf } from './fit';
import {
  allPlans,
  fetchedBytes,
  type ModelWeights,
  memoryBytes,
  originalBits,
  type Plan,
  storedBytes,
} from './model-weights';
import { type Prediction, predictSpeech } from './predict-speech';

/** One plan of a model on this device. */
export type PlanOutlook = {
  readonly plan: Plan;
  readonly storedBytes: number;
  readonly neededBytes: number;
  readonly prediction: Prediction;
  readonly fit: Fit;
};

/** Prediction for a model on this device. */
export type ModelOutlook = {
  readonly fetchedBytes: number;
  /** The best precision first. */
  readonly plans: readonly PlanOutlook[];
  /** Null when none can run. */
  readonly recommended: Plan | null;
  readonly why: Sentence;
};

/** A plan this much faster than real time stays ahead, whatever the prediction leaves out. */
const SAFE_WORK_PER_SECOND = 0.7;

/** The best precision that keeps ahead of playing; else the fastest that fits; else none. */
export function outlookOf(
  model: ModelWeights,
  facts: DeviceFacts,
  memoryBudget: MemoryBudget,
  freeBytes: number | null,
  withCloning: boolean,
): ModelOutlook {
  const plans = allPlans.map((plan): PlanOutlook => {
    return {
      plan,
      storedBytes: storedBytes(model, plan, withCloning),
      neededBytes: memoryBytes(model, plan, facts.target),
      prediction: predictSpeech(model, plan, facts),
      fit: fitOf(model, plan, facts, memoryBudget, freeBytes, withCloning),
    };
  });
  return { fetchedBytes: fetchedBytes(model, withCloning, originalBits), plans, ...choose(plans) };
}

function choose(plans: readonly PlanOutlook[]): Pick<ModelOutlook, 'recommended' | 'why'> {
  const work = ({ prediction }: PlanOutlook) => prediction.workPerSecond;
  const surely = plans.filter(({ fit }) => fit.type === 'fits');
  const safe = surely.find((one) => work(one) <= SAFE_WORK_PER_SECOND);
  if (safe) {
    return { recommended: safe.plan, why: say`the best precision that speaks faster than real time here` };
  }
  const possible = surely.length > 0 ? surely : plans.filter(({ fit }) => fit.type === 'tight');
  const fastest = [...possible].sort((a, b) => work(a) - work(b))[0];
  if (!fastest) return { recommended: null, why: say`No plan of this model can run here` };
  const pace =
    work(fastest) <= SAFE_WORK_PER_SECOND
      ? say`fast enough, but it may not fit`
      : work(fastest) <= 1
        ? say`the fastest that fits, hardly faster than real time`
        : say`the fastest that fits, but slower than real time: sound waits for it`;
  return { recommended: fastest.plan, why: pace };
}
