import { expect, test } from 'vitest';
import { checkPrediction } from '../scripts/bench/check-prediction';
import type { NetworkFigures } from '../scripts/bench/measure';
import { countWeights } from '../src/core/device/count-weights';
import { type Plan, stepBytes } from '../src/core/device/model-weights';
import { predictSpeech } from '../src/core/device/predict-speech';
import type { GraphTarget } from '../src/core/graph/built-graph';
import type { Precision } from '../src/core/package/manifest';
import type { SpeechStats } from '../src/core/speech/speech-event';
import { fakeFacts } from './fakes/device-facts';
import { toyPackage } from './toy-model';

const { manifest } = await toyPackage({ seed: 4, precision: 'q8' });
const weights = countWeights(manifest.spec);
const facts = fakeFacts();

const networks: NetworkFigures = {
  promptLength: 128,
  prefillTokensPerSecond: 1000,
  stepCount: 100,
  millisecondsPerStep: 2,
  stepsPerSecond: 500,
  jointSteps: [],
  dispatchesPerStep: 0,
  submitsPerStep: 0,
  ownMillisecondsPerStep: null,
  weightBytesPerStep: 0,
  codecRealTimeFactor: 0.01,
  codecStreamRealTimeFactor: 0.02,
};
const speech: SpeechStats = {
  promptPositionCount: 90,
  reusedPositionCount: 20,
  prefillSeconds: 0.1,
  decodeStepCount: 100,
  decodeSeconds: 0.2,
  codecSeconds: 0.08,
  firstAudioSeconds: 0.3,
  totalSeconds: 1,
  audioSeconds: 4,
  realTimeFactor: 0.25,
};

function checked(precision: Precision, target: GraphTarget) {
  const check = checkPrediction({ ...manifest, precision }, facts, target, networks, speech);
  if (!check) throw new Error('something was said');
  return check;
}

test('what was measured stands beside what the device card computes for that prompt', () => {
  const { facts: own, ...check } = checked('q8', 'webgpu-f16');
  // The 70 positions that were not in the cache.
  const predicted = predictSpeech(weights, 'q8', facts, 70);
  const measured = {
    workPerSecond: 0.25,
    firstSoundSeconds: 0.3,
    prefillSeconds: 0.07,
    stepSeconds: 0.002,
    codecWorkPerSecond: 0.02,
  };
  expect(own).toBe(facts);
  expect(Object.keys(check)).toEqual(Object.keys(measured));
  for (const [name, value] of Object.entries(measured)) {
    const told = predicted[name as keyof typeof measured];
    expect(check[name as keyof typeof measured]).toEqual({
      predicted: told,
      measured: value,
      ratio: value / told,
    });
  }
});

test.each<[Precision, GraphTarget, Plan, 2 | 4]>([
  ['q8', 'webgpu-f16', 'q8', 2],
  ['q8', 'webgpu-f32', 'q8', 4],
  ['q4', 'cpu-quantised', 'q4', 4],
  // These graphs multiply with floats of 32 bits, whatever is stored.
  ['q8', 'cpu-f32', 'f16', 4],
  ['f32', 'webgpu-f32', 'f16', 4],
])(
  'a package of %s on %s is predicted by the bytes that its graphs read',
  (precision, target, plan, floatBytes) => {
    const { linears, floats } = stepBytes(weights, plan, floatBytes);
    expect(checked(precision, target).stepSeconds.predicted).toBeCloseTo((linears + floats) / 100e9, 12);
  },
);

test('nothing is compared where nothing was said', () => {
  const silence = { ...speech, realTimeFactor: null, firstAudioSeconds: null };
  expect(checkPrediction(manifest, facts, 'webgpu-f16', networks, null)).toBeNull();
  expect(checkPrediction(manifest, facts, 'webgpu-f16', networks, silence)).toBeNull();
});
