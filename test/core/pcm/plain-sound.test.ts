import { expect, test } from 'vitest';
import { joinBytes } from '../../../src/core/data/join-bytes';
import { PlainSound } from '../../../src/core/pcm/plain-sound';
import { readWav } from '../../../src/core/pcm/read-wav';
import { encodeSamples } from '../../../src/core/pcm/sample-format';
import { encodeWav } from '../../../src/core/pcm/wav-writer';

const samples = Float32Array.from({ length: 1000 }, (_, at) => Math.sin(at / 9) * 1.1);

async function written(sound: PlainSound, cuts: readonly number[]): Promise<Uint8Array> {
  const parts = [];
  for (const [index, from] of cuts.entries())
    parts.push(await sound.add(samples.subarray(from, cuts[index + 1])));
  return joinBytes([...parts, await sound.end()]);
}

test('a WAV file of known length is the one that is written at once, however it comes', async () => {
  for (const [format, sampleFormat] of [
    ['wav', 'pcm16'],
    ['wav-float', 'float32'],
  ] as const) {
    const whole = encodeWav(samples, 24_000, sampleFormat);
    expect(await written(new PlainSound(format, 24_000, samples.length), [0])).toEqual(whole);
    expect(await written(new PlainSound(format, 24_000, samples.length), [0, 1, 500, 500, 999])).toEqual(
      whole,
    );
  }
});

test('where the length is not known, the header says so and the sound is read to its end', async () => {
  const file = await written(new PlainSound('wav', 24_000, null), [0, 400]);
  const view = new DataView(file.buffer);
  expect([view.getUint32(4, true), view.getUint32(40, true)]).toEqual([0xffff_ffff, 0xffff_ffff]);
  expect(readWav(file).samples).toHaveLength(samples.length);
});

test('bare samples have no header, and the header comes with the first part', async () => {
  expect(await written(new PlainSound('pcm', 24_000, null), [0, 3])).toEqual(encodeSamples(samples, 'pcm16'));
  expect(await new PlainSound('wav', 24_000, null).add(samples.subarray(0, 1))).toHaveLength(46);
  expect(await new PlainSound('wav', 24_000, null).end()).toHaveLength(44);
  expect(await new PlainSound('pcm', 24_000, null).end()).toHaveLength(0);
});
