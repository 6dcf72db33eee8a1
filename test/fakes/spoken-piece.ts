import type { SpokenPiece } from '../../src/core/speech/speech-event';

/** A piece of 40 ms that sounds right, or what is changed of it. */
export function spokenPiece(change: Partial<SpokenPiece> = {}): SpokenPiece {
  return {
    index: 0,
    sentence: 1,
    from: 0,
    to: 6,
    text: 'Hello.',
    seed: 5,
    takeCount: 1,
    codes: { codes: new Int32Array(8), codebookCount: 8, frameCount: 1 },
    startSample: 0,
    sampleCount: 960,
    pauseSamples: 0,
    trimmedStartSamples: 0,
    trimmedEndSamples: 0,
    verdict: 'good',
    counts: { promptTextCount: 20, promptAudioCount: 0, reusedCount: 0, columnCount: 9 },
    ...change,
  };
}
