import type { MadeTake } from '../../src/core/studio/project-store';
import type { Take } from '../../src/core/studio/take';

/** A take of one piece and one frame of two codebooks, or what is changed of it. */
export function studioTake(change: Partial<Take> = {}): Take {
  return {
    id: 't1',
    rowId: 'r1',
    madeAtMs: 1,
    text: 'One.',
    seed: 7,
    settings: {},
    voice: 'plain',
    model: 'fake',
    contextIds: [],
    sampleRateHz: 24_000,
    sampleCount: 24_000,
    pieces: [
      {
        sentence: 1,
        from: 0,
        to: 4,
        text: 'One.',
        seed: 9,
        takeCount: 1,
        startSample: 0,
        sampleCount: 24_000,
        pauseSamples: 0,
        verdict: 'good',
      },
    ],
    ...change,
  };
}

export function madeTake(change: Partial<Take> = {}): MadeTake {
  const codes = { codes: Int32Array.of(3, 1023), codebookCount: 2, frameCount: 1 };
  return { take: studioTake(change), codes: [codes] };
}
