/** The mean cancels where it keeps less than this share of the energy that it has of channels without likeness. */
const CANCELLED_SHARE = 0.1;

/** @param channels one array per channel, all of one length. @returns one channel, newly allocated. */
export function mixToMono(channels: readonly Float32Array[]): Float32Array {
  return mixDown(channels.length, channels[0]?.length ?? 0, (channel, i) => channels[channel]![i]!);
}

/**
 * Mixes channels by their mean. Where the mean cancels, as it does when one side of a cable is inverted, the
 * channel with the most energy is taken instead.
 * @param read one sample of one channel.
 * @returns `[sampleCount]`, newly allocated.
 */
export function mixDown(
  channelCount: number,
  sampleCount: number,
  read: (channel: number, sample: number) => number,
): Float32Array {
  const mono = new Float32Array(sampleCount);
  const energies = new Float64Array(channelCount);
  let meanEnergy = 0;
  for (let i = 0; i < sampleCount; i++) {
    let sum = 0;
    for (let channel = 0; channel < channelCount; channel++) {
      const sample = read(channel, i);
      energies[channel]! += sample * sample;
      sum += sample;
    }
    const mean = sum / channelCount;
    meanEnergy += mean * mean;
    mono[i] = mean;
  }
  const unlikeEnergy = energies.reduce((sum, energy) => sum + energy, 0) / channelCount ** 2;
  if (channelCount < 2 || !(meanEnergy < CANCELLED_SHARE * unlikeEnergy)) return mono;
  const loudest = energies.indexOf(Math.max(...energies));
  for (let i = 0; i < sampleCount; i++) mono[i] = read(loudest, i);
  return mono;
}
