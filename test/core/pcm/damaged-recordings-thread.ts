import assert from 'node:assert';
import { readRecording } from '../../../src/core/pcm/read-recording';
import { tryCases } from '../../fakes/damaged-cases';
import { madeRecording } from '../../fakes/made-recording';

/** Processor time of one case, far above what a file of some kilobytes needs on the slowest machine. */
const MOST_MILLISECONDS = 5000;

/** The trying thread of read-recording.test.ts. */
void tryCases(async (_, random) => {
  const bytes = madeRecording(random);
  const before = process.cpuUsage();
  try {
    const { samples, sampleRateHz } = await readRecording(bytes, null);
    assert(samples.length > 0 && samples.length <= bytes.length);
    assert(samples.every(Number.isFinite));
    assert(Number.isInteger(sampleRateHz) && sampleRateHz > 0);
  } finally {
    const { user, system } = process.cpuUsage(before);
    assert((user + system) / 1000 < MOST_MILLISECONDS);
  }
});
