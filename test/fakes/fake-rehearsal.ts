import type { Rehearsal, RehearsalOrder } from '../../src/core/rehearsal/rehearsal';
import { say, verbatim } from '../../src/core/sentence';
import { fakeFacts } from './device-facts';

const compared = { predicted: 0.2, measured: 0.3, ratio: 1.5 };

/** A rehearsal that took half again as long as predicted. */
export const fakeRehearsal = (order: RehearsalOrder): Rehearsal => ({
  order,
  title: 'Higgs Audio V2 3B',
  layerCount: 28,
  info: {
    backend: 'webgpu',
    device: 'maker generation-1',
    graphTarget: 'webgpu-f16',
    threadCount: 1,
    reason: 'chosen by you',
    words: { device: verbatim('maker generation-1'), reason: say`chosen by you` },
    loadSeconds: 4,
    weightBytes: 2.9e9,
    tags: [],
  },
  speech: {
    workPerSecond: 0.3,
    firstSoundSeconds: 0.7,
    prefillSeconds: 0.2,
    stepSeconds: 0.011,
    codecWorkPerSecond: 0.02,
    stepCount: 250,
    audioSeconds: 9.7,
    perStep: { dispatches: 227, submits: 15, ownSeconds: 0.002 },
  },
  stepBytes: 1.7e9,
  bandwidthShare: 0.62,
  memoryBytes: 3.1e9,
  facts: fakeFacts(),
  compared: {
    workPerSecond: compared,
    firstSoundSeconds: compared,
    prefillSeconds: compared,
    stepSeconds: compared,
    codecWorkPerSecond: compared,
  },
});
