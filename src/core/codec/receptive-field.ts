import type { CodecSpec } from '../model/model-spec';

/** Shape of the acoustic decoder that no config states. Source: DAC, arXiv 2306.06546; higgs-audio.md G.3. */
export const decoderKernel = 7;
export const unitDilations: readonly number[] = [1, 3, 9];
export const upsamplingKernel = (stride: number) => 2 * stride;
export const upsamplingPadding = (stride: number) => Math.ceil(stride / 2);

export type ContextFrames = { readonly left: number; readonly right: number };

/** Indices of a layer's input or output, both ends included. */
type Span = { readonly first: number; readonly last: number };

/**
 * How many code frames before and after a frame its samples depend on: with that much context a window decodes to
 * the same samples as the whole clip. Found by walking from one frame's samples back to the latent frames.
 * The published topology gives 10 on each side.
 */
export function contextFrames(spec: CodecSpec): ContextFrames {
  const outer = decoderKernel - 1;
  let span = widen({ first: 0, last: spec.hopLengthSamples - 1 }, outer / 2);
  for (const stride of [...spec.strides].reverse()) {
    for (const dilation of unitDilations) span = widen(span, (outer / 2) * dilation);
    span = throughTransposedConvolution(span, stride);
  }
  span = widen(span, outer / 2);
  return { left: -span.first, right: span.last };
}

function widen(span: Span, by: number): Span {
  return { first: span.first - by, last: span.last + by };
}

/** Output `j` takes every input `i` with `i * stride + tap - padding = j`, tap in [0, kernel). */
function throughTransposedConvolution(span: Span, stride: number): Span {
  const padding = upsamplingPadding(stride);
  return {
    first: Math.ceil((span.first + padding - (upsamplingKernel(stride) - 1)) / stride),
    last: Math.floor((span.last + padding) / stride),
  };
}
