import type { CodecDecoder } from '../../core/codec/codec';
import { assert } from '../../core/failure';
import { codecDecoderIo as io } from '../../core/graph/graph-io';
import type { CodecSpec } from '../../core/model/model-spec';
import type { CodeGrid } from '../../core/prompt/prompt';
import type { OrtModule, OrtSession, OrtTensor } from './ort-module';

type Tensors = Readonly<Record<string, OrtTensor>>;

/** The codec's decoder on any runtime. Owns its session. */
export class OrtCodecDecoder implements CodecDecoder {
  readonly spec: CodecSpec;
  readonly #ort: OrtModule;
  readonly #session: OrtSession;
  readonly #run: (feeds: Tensors) => Promise<Tensors>;
  #isDisposed = false;

  /** @param run runs the session, with whatever its runtime feeds besides the codes. */
  constructor(
    ort: OrtModule,
    spec: CodecSpec,
    session: OrtSession,
    run: (feeds: Tensors) => Promise<Tensors> = (feeds) => session.run(feeds),
  ) {
    this.spec = spec;
    this.#ort = ort;
    this.#session = session;
    this.#run = run;
  }

  async decode(grid: CodeGrid, signal: AbortSignal): Promise<Float32Array> {
    signal.throwIfAborted();
    assert(!this.#isDisposed, 'a disposed codec is not run');
    const { codebookCount, frameCount } = grid;
    if (frameCount === 0) return new Float32Array(0);
    const rows = grid.codes.map(
      (code, index) => Math.floor(index / frameCount) * this.spec.codebookSize + code,
    );
    const tensor = new this.#ort.Tensor('int32', rows, [codebookCount, frameCount]);
    const results = await this.#run({ [io.rows]: tensor });
    return results[io.samples]!.data as Float32Array;
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#session.release();
  }
}
