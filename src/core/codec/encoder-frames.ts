import type { CodecSpec } from '../model/model-spec';

/** Vectors that the acoustic encoder makes of `sampleCount` samples. Source: higgs-audio.md G.2. */
export function acousticFrameCount(spec: CodecSpec, sampleCount: number): number {
  return spec.strides.reduce((length, stride) => {
    const padding = Math.ceil(stride / 2);
    return Math.floor((length + 2 * padding - 2 * stride) / stride) + 1;
  }, sampleCount);
}

/** Vectors that the semantic branch makes of `sampleCount` padded samples at its own rate. Source: higgs-audio.md G.4. */
function semanticFrameCount(spec: CodecSpec, sampleCount: number): number {
  const { convKernels, convStrides, frameStride } = spec.semantic;
  const frames = convKernels.reduce(
    (length, kernel, index) => Math.floor((length - kernel) / convStrides[index]!) + 1,
    sampleCount,
  );
  return Math.ceil(frames / frameStride);
}

/** Zeros on each side of the semantic branch's samples: half a hop of its feature extractor (160 in the published codec). */
export function semanticPadding(spec: CodecSpec): number {
  return spec.semantic.convStrides.reduce((product, stride) => product * stride, 1) / 2;
}

/**
 * Zeros on each side of the acoustic branch's samples. None where both branches are equally long, as for
 * every multiple of the hop length; else half a hop, as transformers does (the first release pads by a third
 * and gives other codes). Source: higgs-audio.md G.5.
 */
export function acousticPadding(spec: CodecSpec, sampleCount: number, semanticSampleCount: number): number {
  const semantic = semanticFrameCount(spec, semanticSampleCount + 2 * semanticPadding(spec));
  return acousticFrameCount(spec, sampleCount) === semantic ? 0 : Math.floor(spec.hopLengthSamples / 2);
}

/** @returns `samples` with `padding` zeros before and behind. */
export function paddedBothSides(samples: Float32Array, padding: number): Float32Array {
  const padded = new Float32Array(samples.length + 2 * padding);
  padded.set(samples, padding);
  return padded;
}
