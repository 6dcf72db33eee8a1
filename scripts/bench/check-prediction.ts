import type { DeviceFacts } from '../../src/core/device/device-facts';
import { isPlan, type Plan } from '../../src/core/device/model-weights';
import { type Prediction, predictSpeech } from '../../src/core/device/predict-speech';
import type { GraphTarget } from '../../src/core/graph/built-graph';
import type { Manifest, Precision } from '../../src/core/store/manifest';
import type { SpeechStats } from '../../src/core/synthesis/speech-event';
import { countWeights } from './count-weights';
import type { NetworkFigures } from './measure';

/** `ratio` is measured by predicted: above 1 the model was slower than told. */
export type Compared = { readonly predicted: number; readonly measured: number; readonly ratio: number };

/** What the device card computes for the model that was measured, beside what it did. */
export type PredictionCheck = Readonly<Record<keyof Prediction, Compared>> & { readonly facts: DeviceFacts };

/** @returns null where nothing was said. */
export function checkPrediction(
  { spec, precision }: Pick<Manifest, 'spec' | 'precision'>,
  facts: DeviceFacts,
  graphTarget: GraphTarget,
  { prefillTokensPerSecond, millisecondsPerStep, codecStreamRealTimeFactor }: NetworkFigures,
  speech: SpeechStats | null,
): PredictionCheck | null {
  if (!speech || speech.realTimeFactor === null || speech.firstAudioSeconds === null) return null;
  const positions = speech.promptPositionCount - speech.reusedPositionCount;
  const predicted = predictSpeech(
    countWeights(spec),
    planIn(precision, graphTarget),
    { ...facts, target: graphTarget },
    positions,
  );
  const beside = (name: keyof Prediction, measured: number): Compared => {
    return { predicted: predicted[name], measured, ratio: measured / predicted[name] };
  };
  return {
    workPerSecond: beside('workPerSecond', speech.realTimeFactor),
    firstSoundSeconds: beside('firstSoundSeconds', speech.firstAudioSeconds),
    prefillSeconds: beside('prefillSeconds', positions / prefillTokensPerSecond),
    stepSeconds: beside('stepSeconds', millisecondsPerStep / 1000),
    codecWorkPerSecond: beside('codecWorkPerSecond', codecStreamRealTimeFactor),
    facts,
  };
}

/** Graphs of floats multiply with what was stored in blocks as floats too: as many bytes as the target's floats have. */
function planIn(precision: Precision, target: GraphTarget): Plan {
  return target === 'cpu-f32' || !isPlan(precision) ? 'f16' : precision;
}
