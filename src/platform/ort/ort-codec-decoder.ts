import type { CodeGrid } from '../../core/codec/code-grid';
import type { CodecDecoder, DecoderClip } from '../../core/codec/codec';
import { decoderStates, upsamplingPadding } from '../../core/codec/receptive-field';
import { assert } from '../../core/failure';
import { codecDecoderIo as io } from '../../core/graph/graph-io';
import type { CodecSpec } from '../../core/model/model-spec';
import type { OrtModule, OrtSession, OrtTensor } from './ort-module';

type Tensors = Readonly<Record<string, OrtTensor>>;

/** States may lie on the graphics card, where only this frees them. */
const dispose = (states: readonly OrtTensor[]) => {
  for (const state of states) state.dispose();
};

/** Beyond every length. */
const ALL = Number.MAX_SAFE_INTEGER;

/**
 * The codec's decoder on any runtime. Owns its session.
 * @param run runs the session, with whatever its runtime feeds besides codes and states.
 */
export function ortCodecDecoder(
  ort: OrtModule,
  spec: CodecSpec,
  session: OrtSession,
  run: (feeds: Tensors) => Promise<Tensors> = (feeds) => session.run(feeds),
): CodecDecoder {
  let isDisposed = false;
  const states = decoderStates(spec);
  const index = (value: number) => new ort.Tensor('int64', BigInt64Array.of(BigInt(value)), [1]);
  const zeros = () =>
    states.map(
      ({ channels, startLength }) =>
        new ort.Tensor('float32', new Float32Array(channels * startLength), [1, channels, startLength]),
    );

  function openClip(): DecoderClip {
    /** Null once the clip has ended. */
    let kept: OrtTensor[] | null = zeros();
    let isFirst = true;
    return {
      async decode({ codes, codebookCount, frameCount }: CodeGrid, isLast, signal) {
        signal.throwIfAborted();
        assert(!isDisposed && kept !== null, 'a codec or a clip that has ended is not run');
        const rows = codes.map((code, at) => Math.floor(at / frameCount) * spec.codebookSize + code);
        const feeds: Record<string, OrtTensor> = {
          [io.rows]: new ort.Tensor('int32', rows, [codebookCount, frameCount]),
          [io.tail]: index(isLast ? ALL : 0),
        };
        kept.forEach((state, at) => {
          feeds[io.state(at)] = state;
        });
        spec.strides.forEach((stride, stage) => {
          const before = upsamplingPadding(stride);
          const behind = stride - before;
          feeds[io.cutFrom(stage)] = index(isFirst ? before : 0);
          feeds[io.cutTo(stage)] = index(isLast && behind > 0 ? -behind : ALL);
        });
        const results = await run(feeds);
        dispose(kept);
        kept = states.map((_, at) => results[io.stateAfter(at)]!);
        isFirst = false;
        if (isLast) this.close();
        return results[io.samples]!.data as Float32Array;
      },
      close() {
        dispose(kept ?? []);
        kept = null;
      },
    };
  }

  return {
    spec,
    openClip,
    decode: async (grid, signal) =>
      grid.frameCount === 0 ? new Float32Array(0) : openClip().decode(grid, true, signal),
    async dispose() {
      if (isDisposed) return;
      isDisposed = true;
      await session.release();
    },
  };
}
