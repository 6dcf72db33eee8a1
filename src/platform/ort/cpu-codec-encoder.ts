import type { CodeGrid } from '../../core/codec/code-grid';
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
import { say } from '../../core/sentence';
import type { OrtModule, OrtSession } from './ort-module';

export type CpuCodecEncoder = ReturnType<typeof cpuCodecEncoder>;

/** The codec's encoder on the processor. Owns its session. */
export function cpuCodecEncoder(ort: OrtModule, spec: CodecSpec, session: OrtSession) {
  let isDisposed = false;

  /** Every output of the graph: a probed one has inner results too. */
  async function run(samples: Float32Array, signal: AbortSignal) {
    signal.throwIfAborted();
    assert(!isDisposed, 'a disposed codec is not run');
    const { sampleRateHz, semantic } = spec;
    if (acousticFrameCount(spec, samples.length) < 1) {
      fail(
        'bad-audio',
        say`The reference audio is shorter than one frame of the codec. Use 5 to 15 seconds.`,
        {
          sampleCount: samples.length,
        },
      );
    }
    const slow = resample(samples, sampleRateHz, semantic.sampleRateHz);
    const padding = acousticPadding(spec, samples.length, slow.length);
    const acoustic = paddedBothSides(samples, padding);
    const semanticSamples = paddedBothSides(slow, semanticPadding(spec));
    const floats = (values: Float32Array, dims: readonly number[]) => new ort.Tensor('float32', values, dims);
    return session.run({
      [io.samples]: floats(acoustic, [1, 1, acoustic.length]),
      [io.semanticSamples]: floats(semanticSamples, [1, semanticSamples.length]),
    });
  }

  /** Lengths that are no multiple of the hop are taken too, as transformers does: see `acousticPadding`. */
  async function encode(samples: Float32Array, signal: AbortSignal): Promise<CodeGrid> {
    const { data, dims } = (await run(samples, signal))[io.codes]!;
    return { codes: Int32Array.from(data as Int32Array), codebookCount: dims[0]!, frameCount: dims[1]! };
  }

  async function dispose(): Promise<void> {
    if (isDisposed) return;
    isDisposed = true;
    await session.release();
  }

  return { spec, run, encode, dispose };
}
