import type { LanguageSpec, RopeScaling } from './model-spec';

/** cos and sin of every position, `[positionCount, headDim / 2]`, row by row. */
export type RopeTables = { readonly cos: Float32Array; readonly sin: Float32Array };

/**
 * Angle per position of each pair (i, i + headDim / 2), computed in f32 as the reference does.
 * Source: Llama 3 rope scaling as in higgs-audio.md B; wavelengths between the two thresholds are blended.
 * @returns `[headDim / 2]`.
 */
export function ropeInverseFrequencies(spec: Pick<LanguageSpec, 'headDim' | 'rope'>): Float32Array {
  const frequencies = new Float32Array(spec.headDim / 2);
  for (let i = 0; i < frequencies.length; i++) {
    const plain = Math.fround(1 / Math.fround(spec.rope.theta ** Math.fround((2 * i) / spec.headDim)));
    frequencies[i] = spec.rope.scaling ? scaled(plain, spec.rope.scaling) : plain;
  }
  return frequencies;
}

/** The angle is rounded to f32 before cos and sin: at long positions that is the larger error, and the reference has it. */
export function ropeTables(spec: Pick<LanguageSpec, 'headDim' | 'rope'>, positionCount: number): RopeTables {
  const frequencies = ropeInverseFrequencies(spec);
  const width = frequencies.length;
  const cos = new Float32Array(positionCount * width);
  const sin = new Float32Array(positionCount * width);
  for (let position = 0; position < positionCount; position++) {
    for (let i = 0; i < width; i++) {
      const angle = Math.fround(position * frequencies[i]!);
      cos[position * width + i] = Math.cos(angle);
      sin[position * width + i] = Math.sin(angle);
    }
  }
  return { cos, sin };
}

function scaled(frequency: number, scaling: RopeScaling): number {
  const { factor, lowFrequencyFactor: low, highFrequencyFactor: high, originalPositionCount } = scaling;
  const wavelength = (2 * Math.PI) / frequency;
  if (wavelength < originalPositionCount / high) return frequency;
  if (wavelength > originalPositionCount / low) return frequency / factor;
  const smooth = (originalPositionCount / wavelength - low) / (high - low);
  return ((1 - smooth) * frequency) / factor + smooth * frequency;
}
