import type { CodecSpec } from '../model/model-spec';

/** Shape of the acoustic decoder that no config states. Source: DAC, arXiv 2306.06546; higgs-audio.md G.3. */
export const DECODER_KERNEL = 7;
export const unitDilations: readonly number[] = [1, 3, 9];
export const upsamplingKernel = (stride: number) => 2 * stride;
export const upsamplingPadding = (stride: number) => Math.ceil(stride / 2);

export type ContextFrames = { readonly left: number; readonly right: number };

/** Indices of a layer's input or output, both ends included. */
type Span = { readonly first: number; readonly last: number };

/**
 * Code frames before and after a frame that its samples depend on: with that much context a window decodes to
 * the same samples as the whole clip. Found by walking from one frame's samples back to the latent frames.
 * The published topology gives 10 on each side.
 */
export function contextFrames(spec: CodecSpec): ContextFrames {
  const outer = DECODER_KERNEL - 1;
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

/** A state that a layer of the decoder carries from one run to the next. `[channels, startLength]` zeros before the first. */
export type DecoderState = { readonly channels: number; readonly startLength: number };

/** States in the order of their layers. */
export function decoderStates(spec: CodecSpec): readonly DecoderState[] {
  const outer = (DECODER_KERNEL - 1) / 2;
  let channels = spec.decoderChannels;
  const states = [{ channels: spec.latentSize, startLength: outer }];
  for (const _ of spec.strides) {
    states.push({ channels, startLength: 1 });
    channels /= 2;
    for (const dilation of unitDilations) states.push({ channels, startLength: outer * dilation });
  }
  states.push({ channels, startLength: outer });
  return states;
}

/**
 * Samples that a run over the first frames of a clip gives, its end not being known.
 * @returns 0 or less where some layer has too few inputs.
 */
export function samplesOfFirstRun(spec: CodecSpec, frameCount: number): number {
  const outer = (DECODER_KERNEL - 1) / 2;
  const reach = unitDilations.reduce((sum, dilation) => sum + outer * dilation, 0);
  let length = frameCount - outer;
  for (const stride of spec.strides) {
    if (length <= 0) return 0;
    length = length * stride - upsamplingPadding(stride) - reach;
  }
  return length - outer;
}
