/** The same numbers as training/hearing.py, which made the teacher's. */
const rateHz = 24_000;
const windowLength = 1024;
const hopLength = 480;
const bandCount = 24;
export const cepstrumOrder = 12;
const lowestHz = 80;
const highestHz = 8000;
/** Of the loudest band's energy: what is softer counts as silence. */
const floor = 1e-4;

/** @param samples at 24 kHz. @returns mel cepstrum without its level `[frame][cepstrumOrder]`, 20 ms apart. */
export function melCepstrum(samples: Float32Array): Float32Array[] {
  const filters = melFilters();
  const energies: Float64Array[] = [];
  for (let start = 0; start + windowLength <= samples.length; start += hopLength) {
    const power = powerSpectrum(samples.subarray(start, start + windowLength));
    energies.push(Float64Array.from(filters, (filter) => dot(filter, power)));
  }
  const loudest = energies.reduce((most, energy) => Math.max(most, ...energy), 1e-12);
  return energies.map((energy) =>
    cosineTransform(energy.map((value) => Math.log(Math.max(value, floor * loudest) / loudest))),
  );
}

/** Orthonormal DCT-II, coefficients 1 … cepstrumOrder. */
function cosineTransform(levels: Float64Array): Float32Array {
  return Float32Array.from({ length: cepstrumOrder }, (_, index) => {
    const angle = (Math.PI * (index + 1)) / bandCount;
    const sum = levels.reduce((total, level, band) => total + level * Math.cos(angle * (band + 0.5)), 0);
    return sum * Math.sqrt(2 / bandCount);
  });
}

/** Triangles of height 1 `[band][windowLength / 2 + 1]`, evenly spaced in mel. */
function melFilters(): Float64Array[] {
  const mel = (hz: number) => 2595 * Math.log10(1 + hz / 700);
  const edges = Array.from({ length: bandCount + 2 }, (_, index) => {
    const at = mel(lowestHz) + ((mel(highestHz) - mel(lowestHz)) * index) / (bandCount + 1);
    return 700 * (10 ** (at / 2595) - 1);
  });
  return Array.from({ length: bandCount }, (_, band) => {
    const [low, middle, high] = [edges[band]!, edges[band + 1]!, edges[band + 2]!];
    return Float64Array.from({ length: windowLength / 2 + 1 }, (_, bin) => {
      const hz = (bin * rateHz) / windowLength;
      return Math.max(0, Math.min((hz - low) / (middle - low), (high - hz) / (high - middle)));
    });
  });
}

/** Of a Hann-windowed piece `[windowLength]`. @returns `[windowLength / 2 + 1]`. */
function powerSpectrum(piece: Float32Array): Float64Array {
  const windowed = Float64Array.from(piece, (sample, index) => {
    return sample * (0.5 - 0.5 * Math.cos((2 * Math.PI * index) / windowLength));
  });
  const { real, imaginary } = fourier(windowed, new Float64Array(windowLength));
  return real.slice(0, windowLength / 2 + 1).map((value, bin) => value ** 2 + imaginary[bin]! ** 2);
}

type Spectrum = { readonly real: Float64Array; readonly imaginary: Float64Array };

/** Radix-2 Fourier transform; the length is a power of two. */
function fourier(real: Float64Array, imaginary: Float64Array): Spectrum {
  const length = real.length;
  if (length === 1) return { real, imaginary };
  const half = (odd: number) => {
    const every = (values: Float64Array) =>
      Float64Array.from({ length: length / 2 }, (_, i) => values[2 * i + odd]!);
    return fourier(every(real), every(imaginary));
  };
  const [even, odd] = [half(0), half(1)];
  const out = { real: new Float64Array(length), imaginary: new Float64Array(length) };
  for (let bin = 0; bin < length / 2; bin++) {
    const angle = (-2 * Math.PI * bin) / length;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const turnedReal = cos * odd.real[bin]! - sin * odd.imaginary[bin]!;
    const turnedImaginary = cos * odd.imaginary[bin]! + sin * odd.real[bin]!;
    out.real[bin] = even.real[bin]! + turnedReal;
    out.imaginary[bin] = even.imaginary[bin]! + turnedImaginary;
    out.real[bin + length / 2] = even.real[bin]! - turnedReal;
    out.imaginary[bin + length / 2] = even.imaginary[bin]! - turnedImaginary;
  }
  return out;
}

function dot(left: Float64Array, right: Float64Array): number {
  return left.reduce((sum, value, index) => sum + value * right[index]!, 0);
}
