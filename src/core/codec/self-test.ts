import type { CodecSpec } from '../model/model-spec';
import type { CodeGrid } from './code-grid';

/** Summary of what a codec decodes from fixed codes. Plain JSON. */
export type CodecFingerprint = {
  /** Frames of the block of codes. */
  readonly frameCount: number;
  /** √ of the mean square of all samples: covers those that are not kept. */
  readonly loudness: number;
  /** Samples at even distances over the whole sound. */
  readonly samples: readonly number[];
};

/** Longer than the reach of a frame to one side, so that every layer's edges are part of it. */
const SELF_TEST_FRAMES = 12;
const KEPT_SAMPLES = 96;

/** Whole numbers below a count, the same for ever. */
export function fixedChoices(seed: number): (count: number) => number {
  let state = seed;
  return (count) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * count);
  };
}

/** A block of codes that differ from frame to frame and from codebook to codebook; the same for ever. */
export function selfTestCodes(spec: CodecSpec, frameCount = SELF_TEST_FRAMES): CodeGrid {
  const { codebookCount, codebookSize } = spec;
  const below = fixedChoices(12345);
  const codes = Int32Array.from({ length: codebookCount * frameCount }, () => below(codebookSize));
  return { codes, codebookCount, frameCount };
}

/** @param samples what the codec made of `selfTestCodes`. */
export function fingerprintOf(samples: Float32Array, frameCount = SELF_TEST_FRAMES): CodecFingerprint {
  return { frameCount, loudness: rootMeanSquare(samples), samples: keptOf(samples, KEPT_SAMPLES) };
}

/** Values at even distances, at most `count`, with six digits: more than are equal on all devices. */
export function keptOf(values: Float32Array, count: number): readonly number[] {
  const length = Math.min(count, values.length);
  return Array.from({ length }, (_, i) =>
    Number(values[Math.floor(((i + 0.5) * values.length) / length)]!.toPrecision(6)),
  );
}

/**
 * Distance of a sound from the stored numbers, in dB below the sound: above 40 it is the same but for arithmetic, as
 * codecs with sines differ from device to device. Infinite when equal, negative when it is another sound.
 */
export function agreementDecibels(stored: CodecFingerprint, samples: Float32Array): number {
  const found = fingerprintOf(samples, stored.frameCount);
  return decibelsBetween(stored.samples, stored.loudness, found.samples, found.loudness);
}

/** @param level √ of the mean square of all values, of which some were kept. */
export function decibelsBetween(
  stored: readonly number[],
  level: number,
  found: readonly number[],
  foundLevel: number,
): number {
  if (found.length !== stored.length) return Number.NEGATIVE_INFINITY;
  const misses = stored.map((value, i) => value - found[i]!);
  const miss = Math.max(rootMeanSquare(misses), Math.abs(level - foundLevel));
  if (miss === 0) return Number.POSITIVE_INFINITY;
  const ratio = 20 * Math.log10(level / miss);
  return Number.isNaN(ratio) ? Number.NEGATIVE_INFINITY : ratio;
}

export function rootMeanSquare(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum / Math.max(1, values.length));
}
