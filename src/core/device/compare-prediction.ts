import type { Prediction } from './predict-speech';

/** `ratio` is measured divided by predicted time: above 1 the model was slower than predicted. */
export type Compared = { readonly predicted: number; readonly measured: number; readonly ratio: number };

/** A prediction of the device card, each figure beside the measured one. */
export type ComparedPrediction = Readonly<Record<keyof Prediction, Compared>>;

export function comparePrediction(predicted: Prediction, measured: Prediction): ComparedPrediction {
  const beside = (name: keyof Prediction): Compared => ({
    predicted: predicted[name],
    measured: measured[name],
    ratio: measured[name] / predicted[name],
  });
  return {
    workPerSecond: beside('workPerSecond'),
    firstSoundSeconds: beside('firstSoundSeconds'),
    prefillSeconds: beside('prefillSeconds'),
    stepSeconds: beside('stepSeconds'),
    codecWorkPerSecond: beside('codecWorkPerSecond'),
  };
}
