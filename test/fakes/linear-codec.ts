import type { CodeGrid } from '../../src/core/codec/code-grid';
import type { CodecDecoder, DecoderClip } from '../../src/core/codec/codec';
import { type CodeFrame, framesOf, toGrid } from '../../src/core/codec/codec-stream';
import {
  DECODER_KERNEL,
  samplesOfFirstRun,
  unitDilations,
  upsamplingKernel,
  upsamplingPadding,
} from '../../src/core/codec/receptive-field';
import { assert } from '../../src/core/failure';
import type { CodecSpec } from '../../src/core/model/model-spec';
import { seededRandom } from './seeded-random';

/** A codec spec of which only the decoder's numbers matter. */
export function codecSpec(strides: readonly number[], codebookCount = 2, codebookSize = 16): CodecSpec {
  const hopLengthSamples = strides.reduce((product, stride) => product * stride, 1);
  return {
    sampleRateHz: hopLengthSamples * 25,
    hopLengthSamples,
    codebookCount,
    codebookSize,
    codebookDim: 1,
    latentSize: 1,
    decoderChannels: 1,
    encoderChannels: 1,
    strides,
    semantic: {
      sampleRateHz: hopLengthSamples * 25,
      convChannels: [],
      convKernels: [],
      convStrides: [],
      hiddenSize: 1,
      layerCount: 0,
      headCount: 1,
      feedForwardSize: 1,
      layerNormEpsilon: 1e-5,
      positionKernel: 1,
      positionGroups: 1,
      frameStride: 1,
    },
  };
}

/** The published decoder's chain of convolutions with one channel and seeded taps, without its nonlinearities. */
export class LinearCodec implements CodecDecoder {
  readonly spec: CodecSpec;
  /** Frames of every decode so far. */
  readonly decodedFrameCounts: number[] = [];
  readonly #random: () => number;
  readonly #layers: ((input: Float64Array) => Float64Array)[] = [];

  constructor(spec: CodecSpec, seed = 1) {
    this.spec = spec;
    this.#random = seededRandom(seed);
    this.#layers.push(this.#convolution(1));
    for (const stride of spec.strides) {
      this.#layers.push(this.#upsampling(stride));
      for (const dilation of unitDilations) this.#layers.push(this.#convolution(dilation));
    }
    this.#layers.push(this.#convolution(1));
  }

  async decode(grid: CodeGrid, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted();
    this.decodedFrameCounts.push(grid.frameCount);
    return this.#samplesOf(grid);
  }

  #samplesOf(grid: CodeGrid): Float32Array {
    let values = new Float64Array(grid.frameCount);
    grid.codes.forEach((code, index) => {
      values[index % grid.frameCount]! += code / this.spec.codebookSize - 0.5;
    });
    for (const layer of this.#layers) values = layer(values) as Float64Array<ArrayBuffer>;
    return Float32Array.from(values);
  }

  /** Decodes all frames so far, and gives what the next ones cannot change. */
  openClip(): DecoderClip {
    const frames: CodeFrame[] = [];
    let given = 0;
    return {
      decode: async (grid, isLast, signal) => {
        signal.throwIfAborted();
        this.decodedFrameCounts.push(grid.frameCount);
        frames.push(...framesOf(grid));
        const samples = this.#samplesOf(toGrid(frames, grid.codebookCount));
        const certain = isLast ? samples.length : samplesOfFirstRun(this.spec, frames.length);
        assert(certain > given || isLast, 'a run of a clip gives samples');
        const part = samples.slice(given, certain);
        given = certain;
        return part;
      },
      close: () => {},
    };
  }

  async dispose(): Promise<void> {}

  /** Mostly positive, absolute sum 1: the amplitude stays near that of the input. */
  #taps(count: number): Float64Array {
    const taps = Float64Array.from({ length: count }, () => this.#random() - 0.1);
    const sum = taps.reduce((total, tap) => total + Math.abs(tap), 0);
    return taps.map((tap) => tap / sum);
  }

  #convolution(dilation: number) {
    const taps = this.#taps(DECODER_KERNEL);
    const reach = (DECODER_KERNEL - 1) / 2;
    return (input: Float64Array): Float64Array =>
      input.map((_, at) => {
        let sum = 0;
        for (let tap = 0; tap < DECODER_KERNEL; tap++) {
          sum += taps[tap]! * (input[at + (tap - reach) * dilation] ?? 0);
        }
        return sum;
      });
  }

  #upsampling(stride: number) {
    const taps = this.#taps(upsamplingKernel(stride));
    return (input: Float64Array): Float64Array => {
      const output = new Float64Array(input.length * stride);
      for (let from = 0; from < input.length; from++) {
        for (let tap = 0; tap < taps.length; tap++) {
          const to = from * stride + tap - upsamplingPadding(stride);
          if (to >= 0 && to < output.length) output[to]! += taps[tap]! * stride * input[from]!;
        }
      }
      return output;
    };
  }
}
