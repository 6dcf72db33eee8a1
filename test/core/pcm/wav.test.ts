import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { readWav } from '../../../src/core/pcm/read-wav';
import { clip, clipSample } from '../../../src/core/pcm/sample-format';
import { encodeWav, WavWriter } from '../../../src/core/pcm/wav-writer';
import { seededRandom } from '../../fakes/seeded-random';

const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const le = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) & 255);
const chunk = (name: string, body: readonly number[]) => [
  ...letters(name),
  ...le(body.length, 4),
  ...body,
  ...(body.length % 2 ? [0] : []),
];
const format = (kind: number, channels: number, rate: number, bits: number) => [
  ...le(kind, 2),
  ...le(channels, 2),
  ...le(rate, 4),
  ...le((rate * channels * bits) / 8, 4),
  ...le((channels * bits) / 8, 2),
  ...le(bits, 2),
];
const wave = (...chunks: readonly (readonly number[])[]) => {
  const body = chunks.flat();
  return Uint8Array.from([...letters('RIFF'), ...le(4 + body.length, 4), ...letters('WAVE'), ...body]);
};
const file = (kind: number, channels: number, bits: number, data: readonly number[]) =>
  wave(chunk('fmt ', format(kind, channels, 8000, bits)), chunk('data', data));

describe('writing', () => {
  const samples = Float32Array.of(0, 1, -1, 0.5, 2, -3, Number.NaN);

  test('16 bits: both signs scale alike, louder is clipped, and no number is silence', () => {
    const bytes = encodeWav(samples, 24000, 'pcm16');
    const view = new DataView(bytes.buffer);
    expect(bytes.length).toBe(44 + 14);
    expect(Array.from({ length: 7 }, (_, i) => view.getInt16(44 + 2 * i, true))).toEqual([
      0, 32767, -32767, 16384, 32767, -32767, 0,
    ]);
    expect(new TextDecoder('latin1').decode(bytes.subarray(0, 4))).toBe('RIFF');
    expect(view.getUint32(4, true)).toBe(bytes.length - 8);
    expect(view.getUint32(24, true)).toBe(24000);
    expect(view.getUint32(28, true)).toBe(48000);
    expect(view.getUint32(40, true)).toBe(14);
  });

  test('floats are written exactly, with the count that their kind needs', () => {
    const found = readWav(encodeWav(samples.subarray(0, 4), 44100, 'float32'));
    expect(found).toEqual({ samples: samples.slice(0, 4), sampleRateHz: 44100, channelCount: 1 });
  });

  test.each(['pcm16', 'float32'] as const)(
    'a file written in pieces is the file written at once (%s)',
    (kind) => {
      const random = seededRandom(8);
      const sound = Float32Array.from({ length: 1000 }, () => 2 * random() - 1);
      const writer = new WavWriter(24000, kind);
      const growing = writer.header();
      const parts: Uint8Array[] = [];
      for (let at = 0; at < sound.length; ) {
        const size = 1 + Math.floor(random() * 200);
        parts.push(writer.encode(sound.subarray(at, at + size)));
        at += size;
      }
      // A growing file can be read before its header is rewritten.
      const early = Uint8Array.from([...growing, ...parts.flatMap((part) => [...part])]);
      expect(readWav(early).samples.length).toBe(1000);
      writer.finish();
      const rewritten = writer.header();
      expect(rewritten.length).toBe(growing.length);
      early.set(rewritten);
      expect(early).toEqual(encodeWav(sound, 24000, kind));
    },
  );

  test('no sound is a valid empty file, and no rate is a mistake', () => {
    expect(encodeWav(new Float32Array(0), 24000, 'pcm16').length).toBe(44);
    expect(() => new WavWriter(0, 'pcm16')).toThrow(RangeError);
  });

  test('clipping keeps what is within bounds', () => {
    const loud = Float32Array.of(-1.5, 0.25, Number.POSITIVE_INFINITY);
    clip(loud);
    expect([...loud, clipSample(-0.75)]).toEqual([-1, 0.25, 1, -0.75]);
  });
});

describe('reading', () => {
  const formats: readonly [string, Uint8Array][] = [
    ['8 bits, unsigned', file(1, 1, 8, [128, 192, 0])],
    ['16 bits', file(1, 1, 16, [0, 0, 0, 0x40, 0, 0x80])],
    ['24 bits', file(1, 1, 24, [0, 0, 0, 0, 0, 0x40, 0, 0, 0x80])],
    ['32 bits', file(1, 1, 32, [0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0x80])],
    ['32-bit floats', file(3, 1, 32, [...new Uint8Array(Float32Array.of(0, 0.5, -1).buffer)])],
    ['64-bit floats', file(3, 1, 64, [...new Uint8Array(Float64Array.of(0, 0.5, -1).buffer)])],
  ];
  test.each(formats)('%s', (_, bytes) => {
    expect(readWav(bytes)).toEqual({
      samples: Float32Array.of(0, 0.5, -1),
      sampleRateHz: 8000,
      channelCount: 1,
    });
  });

  test('stereo becomes the mean of both sides', () => {
    const found = readWav(file(1, 2, 16, [0, 0x40, 0, 0, 0, 0x40, 0, 0x40]));
    expect(found).toEqual({ samples: Float32Array.of(0.25, 0.5), sampleRateHz: 8000, channelCount: 2 });
  });

  test('the extensible form, and chunks that do not matter, odd ones too', () => {
    const guid = [1, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
    const extended = [...format(0xfffe, 1, 8000, 16), ...le(22, 2), ...le(16, 2), ...le(4, 4), ...guid];
    const bytes = wave(
      chunk('LIST', [1, 2, 3]),
      chunk('fmt ', extended),
      chunk('junk', []),
      chunk('data', [0, 0x40]),
    );
    expect(readWav(bytes).samples).toEqual(Float32Array.of(0.5));
  });

  test('a view into a larger buffer', () => {
    const inner = file(1, 1, 16, [0, 0x40]);
    const outer = new Uint8Array(inner.length + 7);
    outer.set(inner, 7);
    expect(readWav(outer.subarray(7)).samples).toEqual(Float32Array.of(0.5));
  });

  const extendedUnknown = [...format(0xfffe, 1, 8000, 16), ...le(22, 2), ...new Array<number>(22).fill(9)];
  const damaged: readonly [string, Uint8Array, RegExp][] = [
    ['nothing', new Uint8Array(0), /empty/],
    ['text', new TextEncoder().encode('This is no sound at all.'), /no WAV/],
    ['another RIFF file', Uint8Array.from([...letters('RIFF'), 0, 0, 0, 0, ...letters('AVI ')]), /no WAV/],
    ['a header alone', wave(), /names no format/],
    ['no data', wave(chunk('fmt ', format(1, 1, 8000, 16))), /no sound/],
    ['empty data', file(1, 1, 16, []), /no sound/],
    ['data before the format', wave(chunk('data', [0, 0])), /before its format/],
    ['a format cut short', wave(chunk('fmt ', [1, 0])), /format is cut/],
    ['a chunk cut short', file(1, 1, 16, [0, 0]).subarray(0, 30), /cut off/],
    ['data cut short', file(1, 1, 16, [0, 0, 0, 0]).subarray(0, 46), /too early/],
    ['compressed sound', file(0x55, 1, 16, [0, 0]), /compressed/],
    ['an unknown width', file(1, 1, 12, [0, 0]), /12 bits/],
    ['no channels', file(1, 0, 16, [0, 0]), /0 channels/],
    ['no rate', wave(chunk('fmt ', format(1, 1, 0, 16)), chunk('data', [0, 0])), /0 samples per second/],
    ['an unknown extension', wave(chunk('fmt ', extendedUnknown), chunk('data', [0, 0])), /extended/],
    [
      'a sample that is no number',
      file(3, 1, 32, [...new Uint8Array(Float32Array.of(Number.NaN).buffer)]),
      /not finite/,
    ],
  ];
  test.each(damaged)('%s is refused in words', (_, bytes, message) => {
    try {
      readWav(bytes);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(FailureError);
      expect((error as FailureError).failure).toMatchObject({
        kind: 'bad-audio',
        message: expect.stringMatching(message),
      });
    }
  });

  test('no byte changed in a header makes anything but a sound or a refusal', () => {
    const random = seededRandom(31);
    const good = encodeWav(
      Float32Array.from({ length: 50 }, () => random()),
      16000,
      'float32',
    );
    for (let run = 0; run < 2000; run++) {
      const bytes = good.slice(0, random() < 0.3 ? Math.floor(random() * good.length) : good.length);
      for (let i = 0; i < 3; i++) bytes[Math.floor(random() * 60)] = Math.floor(random() * 256);
      try {
        expect(readWav(bytes).samples.every(Number.isFinite)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(FailureError);
      }
    }
  });
});
