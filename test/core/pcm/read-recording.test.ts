import { describe, expect, test, vi } from 'vitest';
import { type OtherDecoder, readRecording } from '../../../src/core/pcm/read-recording';
import { encodeWav } from '../../../src/core/pcm/wav-writer';
import { casesInThread, MOST_GROWTH_BYTES } from '../../fakes/damaged-cases';
import { fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { file } from '../../fakes/wav-bytes';

const sound = Float32Array.from({ length: 8000 }, (_, i) => 0.5 * Math.sin(i / 9));
const decoded: OtherDecoder = async () => ({
  channels: [sound, sound.map((value) => -value)],
  sampleRateHz: 48_000,
});
const refusing: OtherDecoder = async () => {
  throw new Error('no sound');
};
const compressed = file(0x55, 1, 16, [0, 0]);

describe('the one reader of recordings', () => {
  test('WAV in 64-bit float is taken whole, and the browser is not asked', async () => {
    const other = vi.fn(decoded);
    const bytes = file(3, 1, 64, [...new Uint8Array(Float64Array.from(sound).buffer)]);
    expect(await readRecording(bytes, other)).toMatchObject({ samples: sound, sampleRateHz: 8000 });
    expect(other).not.toHaveBeenCalled();
  });

  test('what is no WAV is the browser’s; where the mean of its channels cancels, the louder one is taken', async () => {
    expect(await readRecording(Uint8Array.of(1, 2, 3), decoded)).toEqual({
      samples: sound,
      sampleRateHz: 48_000,
    });
  });

  test('compressed WAV is given to the browser, and refused in our words where that cannot read it', async () => {
    expect((await readRecording(compressed, decoded)).samples).toEqual(sound);
    await expect(readRecording(compressed, refusing)).rejects.toThrow(/compressed.*Save it as 16-bit PCM/);
    await expect(readRecording(compressed, null)).rejects.toThrow(/compressed/);
  });

  const long = encodeWav(new Float32Array(601 * 4000 + 30 * 4000).fill(0.5), 4000, 'pcm16');
  test.each([
    ['nothing', new Uint8Array(0), decoded, /empty/],
    ['text, in a browser', Uint8Array.of(1, 2, 3), refusing, /finds no sound in the file\. Use WAV/],
    ['MP3, on the command line', Uint8Array.of(1, 2, 3), null, /Save the recording as WAV/],
    ['a rate that no sound card has', encodeWav(sound, 900, 'pcm16'), null, /sample rate of 900 Hz/],
    ['a lecture', long, null, /11 minutes long; at most 10 .* Cut out 5 to 15 seconds/],
  ])('%s is refused with what to do', async (_, bytes, other, message) => {
    await expect(readRecording(bytes, other)).rejects.toMatchObject({
      failure: { kind: 'bad-audio', message: expect.stringMatching(message) },
    });
  });
});

test(
  'thousands of damaged recordings are read or refused, and none takes more than its share',
  async () => {
    const thread = new URL('./damaged-recordings-thread.ts', import.meta.url);
    const { refused, grownBytes } = await casesInThread(thread, 5000, null);
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(0.7 * 5000 * Number(process.env.FUZZ_FACTOR ?? 1));
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  },
  fuzzTimeoutMilliseconds,
);
