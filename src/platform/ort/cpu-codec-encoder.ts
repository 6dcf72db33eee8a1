import type { CodecEncoder } from '../../core/codec/codec';
import {
  acousticFrameCount,
  acousticPadding,
  paddedBothSides,
  semanticPadding,
} from '../../core/codec/encoder-frames';
import { assert, fail } from '../../core/failure';
import { codecEncoderIo as io } from '../../core/graph/graph-io';
import type { CodecSpec } from '../../core/model/model-spec';
import { resample } from '../../core/pcm/resample';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { OrtModule, OrtSession } from './ort-module';

/** The codec's encoder on the processor. Owns its session. */
export class CpuCodecEncoder implements CodecEncoder {
  readonly spec: CodecSpec;
  readonly #ort: OrtModule;
  readonly #session: OrtSession;
  #isDisposed = false;

  constructor(ort: OrtModule, spec: CodecSpec, session: OrtSession) {
    this.spec = spec;
    this.#ort = ort;
    this.#session = session;
  }

  /** Lengths that are no multiple of the hop are taken too, as transformers does: see `acousticPadding`. */
  async encode(samples: Float32Array, signal: AbortSignal): Promise<CodeGrid> {
    const results = await this.run(samples, signal);
    const { data, dims } = results[io.codes]!;
    return {
      codes: Int32Array.from(data as Int32Array),
      codebookCount: dims[0]!,
      frameCount: dims[1]!,
    };
  }

  /** Every output of the graph: a probed one has inner results too. */
  async run(samples: Float32Array, signal: AbortSignal) {
    signal.throwIfAborted();
    assert(!this.#isDisposed, 'a disposed codec is not run');
    const { sampleRateHz, semantic } = this.spec;
    if (acousticFrameCount(this.spec, samples.length) < 1) {
      fail('bad-audio', 'The reference audio is shorter than one frame of the codec. Use 5 to 15 seconds.', {
        sampleCount: samples.length,
      });
    }
    const slow = resample(samples, sampleRateHz, semantic.sampleRateHz);
    const padding = acousticPadding(this.spec, samples.length, slow.length);
    const acoustic = paddedBothSides(samples, padding);
    const semanticSamples = paddedBothSides(slow, semanticPadding(this.spec));
    const floats = (values: Float32Array, dims: readonly number[]) =>
      new this.#ort.Tensor('float32', values, dims);
    return this.#session.run({
      [io.samples]: floats(acoustic, [1, 1, acoustic.length]),
      [io.semanticSamples]: floats(semanticSamples, [1, semanticSamples.length]),
    });
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#session.release();
  }
}
