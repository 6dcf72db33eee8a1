import { type ComparedPrediction, comparePrediction } from '../../src/core/device/compare-prediction';
import { countWeights } from '../../src/core/device/count-weights';
import type { DeviceFacts } from '../../src/core/device/device-facts';
import { planOn } from '../../src/core/device/model-weights';
import { predictSpeech } from '../../src/core/device/predict-speech';
import type { GraphTarget } from '../../src/core/graph/built-graph';
import type { Manifest } from '../../src/core/package/manifest';
import type { SpeechStats } from '../../src/core/speech/speech-event';
import type { NetworkFigures } from './measure';

/** Predictions of the device card for a model, each beside what was measured. */
export type PredictionCheck = ComparedPrediction & { readonly facts: DeviceFacts };

/** @returns null where the model did not speak. */
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
    planOn(precision, graphTarget),
    { ...facts, target: graphTarget },
    positions,
  );
  const measured = {
    workPerSecond: speech.realTimeFactor,
    firstSoundSeconds: speech.firstAudioSeconds,
    prefillSeconds: positions / prefillTokensPerSecond,
    stepSeconds: millisecondsPerStep / 1000,
    codecWorkPerSecond: codecStreamRealTimeFactor,
  };
  return { ...comparePrediction(predicted, measured), facts };
}
