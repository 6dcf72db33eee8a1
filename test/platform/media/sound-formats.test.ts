import { ADTS, BufferSource, FLAC, Input, MP3, WAVE } from 'mediabunny';
import { expect, test } from 'vitest';
import type { SoundFormat } from '../../../src/core/api/api-host';
import { plainFormats } from '../../../src/core/api/plain-formats';
import { joinBytes } from '../../../src/core/data/join-bytes';
import type { SoundTags } from '../../../src/core/pcm/sound-tags';
import { soundFormats } from '../../../src/platform/media/sound-formats';

const RATE_HZ = 24_000;
const sound = Float32Array.from(
  { length: 2 * RATE_HZ },
  (_, at) => 0.3 * Math.sin(at / 20 + 3 * Math.sin(at / 3000)),
);

async function written(
  format: SoundFormat,
  partLength: number,
  sampleCount: number | null,
): Promise<Uint8Array> {
  const encoder = await soundFormats.open(format, RATE_HZ, sampleCount);
  const parts = [];
  for (let at = 0; at < sound.length; at += partLength)
    parts.push(await encoder.add(sound.subarray(at, at + partLength)));
  return joinBytes([...parts, await encoder.end()]);
}

test('Node has every format but that of the browser alone', async () => {
  expect(await soundFormats.available()).toEqual(['wav', 'wav-float', 'pcm', 'mp3', 'aac', 'flac']);
  await expect(soundFormats.open('opus', RATE_HZ, null)).rejects.toMatchObject({
    failure: { kind: 'unsupported', message: expect.stringContaining('mp3, aac, flac: choose one of these') },
  });
  await expect(plainFormats.open('mp3', RATE_HZ, null)).rejects.toThrow('can write wav, wav-float, pcm:');
});

test.each(['mp3', 'aac', 'flac'] as const)('%s is the same file however the sound is cut', async (format) => {
  const file = await written(format, sound.length, null);
  expect(await written(format, 1999, null)).toEqual(file);
  const input = new Input({ formats: [MP3, ADTS, FLAC], source: new BufferSource(file) });
  const track = await input.getPrimaryAudioTrack();
  expect([track!.codec, track!.numberOfChannels, track!.sampleRate]).toEqual([format, 1, RATE_HZ]);
  const seconds = await input.computeDuration();
  expect(seconds).toBeGreaterThanOrEqual(2);
  expect(seconds).toBeLessThan(2.12);
});

test('a FLAC file of known length tells it', async () => {
  const file = await written('flac', 5000, sound.length);
  expect(new DataView(file.buffer).getUint32(22)).toBe(sound.length);
  expect((await written('flac', 5000, null)).subarray(26)).toEqual(file.subarray(26));
});

test('a sound without samples is a file all the same', async () => {
  const encoder = await soundFormats.open('mp3', RATE_HZ, 0);
  expect((await encoder.end()).length).toBeGreaterThan(100);
});

test('an encoder that is given up takes nothing more', async () => {
  const encoder = await soundFormats.open('flac', RATE_HZ, null);
  await encoder.add(sound);
  encoder.cancel();
  await expect(encoder.add(sound)).rejects.toMatchObject({ failure: { kind: 'engine-gone' } });
});

test.each(['wav', 'mp3', 'aac', 'flac'] as const)(
  '%s carries title, author, chapters and receipt',
  async (format) => {
    const tags: SoundTags = {
      title: 'Größe & Maß',
      author: 'Ada',
      album: 'A Book',
      part: { number: 2, count: 3 },
      chapters: [
        { title: 'One', startSample: 0, endSample: RATE_HZ },
        { title: 'Two', startSample: RATE_HZ, endSample: sound.length },
      ],
      receipt: '{"seed":7}',
    };
    const encoder = await soundFormats.open(format, RATE_HZ, sound.length, tags);
    const file = joinBytes([await encoder.add(sound), await encoder.end()]);
    const input = new Input({ formats: [MP3, ADTS, FLAC, WAVE], source: new BufferSource(file) });
    const track = await input.getPrimaryAudioTrack();
    expect(track!.sampleRate).toBe(RATE_HZ);
    const { title, artist, album, trackNumber, comment, raw } = await input.getMetadataTags();
    // mediabunny reads INFO as Latin-1.
    const isWav = format === 'wav';
    expect(isWav ? Buffer.from(title!, 'latin1').toString() : title).toBe(tags.title);
    expect([artist, album, trackNumber]).toEqual(['Ada', 'A Book', 2]);
    const kept = { wav: comment, flac: raw!.PAGEVOICE, mp3: raw!.TXXX, aac: raw!.TXXX }[format];
    expect(kept).toEqual(format === 'mp3' || format === 'aac' ? { PAGEVOICE: tags.receipt } : tags.receipt);
    if (format === 'flac') {
      expect([raw!.CHAPTER002, raw!.CHAPTER002NAME]).toEqual(['00:00:01.000', 'Two']);
      expect(new DataView(file.buffer).getUint32(22)).toBe(sound.length);
    } else
      expect(Buffer.from(file.subarray(0, 600)).toString('latin1')).toMatch(
        isWav ? /cue .*Two/s : /CTOC.*CHAP.*Two/s,
      );
  },
);
