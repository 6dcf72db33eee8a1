import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { readWav } from '../../../src/core/pcm/read-wav';
import { clip, clipSample } from '../../../src/core/pcm/sample-format';
import { encodeWav, WavWriter } from '../../../src/core/pcm/wav-writer';
import { seededRandom } from '../../fakes/seeded-random';
import { chunk, file, format, le, letters, wave } from '../../fakes/wav-bytes';

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

  test('A-law and mu-law, eight bits a sample, silence and both ends of the scale', () => {
    const companded = (kind: number, data: number[]) => [...readWav(file(kind, 1, 8, data)).samples];
    // Source: ITU-T G.711, tables 1a to 2b; 13 and 14 bits, scaled to 16.
    expect(companded(6, [0xd5, 0x55, 0xaa, 0x2a, 0x80])).toEqual(
      [8, -8, 32_256, -32_256, 5504].map((value) => value / 32_768),
    );
    expect(companded(7, [0xff, 0x7f, 0x80, 0x00, 0xf0])).toEqual(
      [0, 0, 32_124, -32_124, 120].map((value) => value / 32_768),
    );
  });

  test('widths between the usual ones stand at the upper end of whole bytes', () => {
    const twelve = [...le(1, 2), ...le(1, 2), ...le(8000, 4), ...le(16_000, 4), ...le(2, 2), ...le(12, 2)];
    const padded = [...le(1, 2), ...le(1, 2), ...le(8000, 4), ...le(32_000, 4), ...le(4, 2), ...le(24, 2)];
    expect([...readWav(wave(chunk('fmt ', twelve), chunk('data', [0, 0x40]))).samples]).toEqual([0.5]);
    expect([...readWav(wave(chunk('fmt ', padded), chunk('data', [0, 0, 0, 0x40]))).samples]).toEqual([0.5]);
  });

  test('RIFX: the same with the larger byte first', () => {
    const big = [
      ...[...letters('RIFX'), 0, 0, 0, 40, ...letters('WAVE'), ...letters('fmt '), 0, 0, 0, 16, 0, 1, 0, 1],
      ...[0, 0, 0x1f, 0x40, 0, 0, 0x3e, 0x80, 0, 2, 0, 16, ...letters('data'), 0, 0, 0, 4, 0x40, 0, 0x80, 0],
    ];
    expect(readWav(Uint8Array.from(big))).toMatchObject({
      samples: Float32Array.of(0.5, -1),
      sampleRateHz: 8000,
    });
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
    ['a format cut short', wave(chunk('fmt ', [1, 0]), chunk('data', [0, 0])), /format is cut/],
    ['a chunk cut short', file(1, 1, 16, [0, 0]).subarray(0, 30), /cut off/],
    ['compressed sound', file(0x55, 1, 16, [0, 0]), /compressed/],
    ['an unknown width', file(1, 1, 40, [0, 0]), /40 bits/],
    ['a float of half width', file(3, 1, 16, [0, 0]), /16 bits/],
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

  describe('what recorders leave behind', () => {
    const sound = Array.from({ length: 400 }, (_, i) => le(Math.round(9000 * Math.sin(i / 5)) + 65_536, 2));
    const data = sound.flat();
    const behind = [
      ...chunk('LIST', [...letters('INFOISFT'), ...le(300, 4), ...new Array<number>(300).fill(0x7f)]),
      ...chunk('id3 ', [1, 2, 3]),
    ];
    const sized = (size: number, ...parts: number[][]) =>
      wave(chunk('fmt ', format(1, 1, 8000, 16)), [...letters('data'), ...le(size, 4), ...data], ...parts);
    const whole = readWav(file(1, 1, 16, data));

    test.each([
      ['nothing', 0],
      ['0x7ffff000', 0x7fff_f000],
      ['0x7fffffff', 0x7fff_ffff],
      ['0xffffffff', 0xffff_ffff],
      ['one byte too many', data.length + 1],
    ])('a data size of %s means: to the end of the file, and parts behind are no sound', (_, size) => {
      expect(readWav(sized(size))).toEqual(whole);
      if (size > data.length + 1 || size === 0) expect(readWav(sized(size, behind))).toEqual(whole);
    });

    test('a file cut off in its sound has the sound before the cut', () => {
      const cut = file(1, 1, 16, data).subarray(0, 44 + 301);
      expect(readWav(cut).samples).toEqual(whole.samples.subarray(0, 150));
    });

    test('a name in the sound is sound, unless parts follow from there to the end of the file', () => {
      const named = [...data.slice(0, 100), ...letters('LIST'), ...le(20, 4), ...data.slice(108)];
      const bytes = wave(
        chunk('fmt ', format(1, 1, 8000, 16)),
        [...letters('data'), ...le(0, 4), ...named],
        behind,
      );
      expect(readWav(bytes).samples).toEqual(readWav(file(1, 1, 16, named)).samples);
    });

    test('no data but a list is no sound', () => {
      const bytes = wave(chunk('fmt ', format(1, 1, 8000, 16)), [...letters('data'), ...le(0, 4)], behind);
      expect(() => readWav(bytes)).toThrow(/no sound/);
    });

    test('an odd part without its padding byte: the next known name counts', () => {
      const odd = [...letters('LIST'), ...le(17, 4), ...letters('INFOISFT'), ...le(5, 4), 65, 66, 67, 68, 0];
      const bytes = wave(chunk('fmt ', format(1, 1, 8000, 16)), odd, chunk('data', data));
      expect(readWav(bytes)).toEqual(whole);
    });

    test('a part whose size leads nowhere is left at the next known name', () => {
      const long = [...letters('LIST'), ...le(0xffff_0000, 4), ...letters('INFO')];
      expect(readWav(wave(chunk('fmt ', format(1, 1, 8000, 16)), long, chunk('data', data)))).toEqual(whole);
    });

    test('RF64 tells the size of its sound in a part of its own', () => {
      const ds64 = chunk('ds64', [
        ...le(0, 8),
        ...le(data.length, 8),
        ...le(data.length / 2, 8),
        ...le(0, 4),
      ]);
      const bytes = wave(
        ds64,
        chunk('fmt ', format(1, 1, 8000, 16)),
        [...letters('data'), ...le(0xffff_ffff, 4), ...data],
        chunk('what', [1, 2, 3, 4]),
      );
      bytes.set(letters('RF64'));
      expect(readWav(bytes)).toEqual(whole);
    });

    test('thousands of names in the sound do not make the reading slow', () => {
      const names = Array.from({ length: 50_000 }, () => [...letters('LIST'), ...le(0, 4)]).flat();
      const bytes = wave(
        chunk('fmt ', format(1, 1, 8000, 16)),
        [...letters('data'), ...le(0, 4)],
        names,
        [1, 2, 3],
      );
      expect(readWav(bytes).samples).toHaveLength(Math.floor((names.length + 3) / 2));
    });

    test('one channel inverted: where the mean cancels, the louder channel is taken', () => {
      const stereo = sound.flatMap((_, i) => {
        const value = Math.round(9000 * Math.sin(i / 5));
        return [...le(value + 65_536, 2), ...le(65_536 - Math.round(0.9 * value), 2)];
      });
      expect(readWav(file(1, 2, 16, stereo))).toEqual({ ...whole, channelCount: 2 });
    });
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
