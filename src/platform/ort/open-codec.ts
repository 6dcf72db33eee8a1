import type { CodecDecoder } from '../../core/codec/codec';
import type { LanguageModel } from '../../core/generation/language-model';
import type { BuiltGraph } from '../../core/graph/built-graph';
import type { CodecSpec } from '../../core/model/model-spec';
import { codecThreadCount } from '../threads/thread-counts';
import { AttentiveModel, openCodecBeside } from './codec-beside';
import type { CpuPlace } from './cpu-session';
import { inTurns } from './in-turns';
import { openCpuCodec } from './open-cpu-codec';
import type { OnRuntimeBytes } from './runtime-bytes';
import { warmUpModel } from './warm-up';
import type { WeightArray } from './weight-values';

/** The codec's decoder on the processor, while it is being opened. */
export type OpeningCodec = {
  /** Warms the model up. @returns it and the codec, which work side by side, or in turn where the codec has no thread of its own. */
  joinedBy(model: LanguageModel): Promise<{ readonly model: LanguageModel; readonly codec: CodecDecoder }>;
  /** Closes it, also while it opens. */
  abandon(): Promise<void>;
};

/** Begins to open the decoder: its thread starts a runtime of its own while the weights are read. */
export function openCodec(
  place: CpuPlace,
  spec: CodecSpec,
  graph: BuiltGraph,
  reading: Promise<ReadonlyMap<string, WeightArray>>,
  onRuntimeBytes: OnRuntimeBytes,
  signal: AbortSignal,
): OpeningCodec {
  const threadCount = codecThreadCount(place.threadCount);
  const preparing = reading.then((weights) => ({ spec, graph, weights, threadCount }));
  const opening = place.startCodec
    ? openCodecBeside(place.startCodec, preparing, onRuntimeBytes)
    : preparing.then(() => null);
  // A failure is met where it is awaited; until then the browser must not report it.
  opening.catch(() => {});
  return {
    async joinedBy(model) {
      // The codec's thread opens its network meanwhile.
      await warmUpModel(model, signal);
      const beside = await opening;
      return beside
        ? { model: new AttentiveModel(model, beside.isBusy), codec: beside.codec }
        : inTurns(model, await openCpuCodec(await place.openRuntime(), await preparing, signal));
    },
    async abandon() {
      const beside = await opening.catch(() => null);
      await beside?.codec.dispose();
    },
  };
}
