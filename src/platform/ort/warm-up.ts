import { windowSchedule } from '../../core/codec/window-schedule';
import type { CodecSpec } from '../../core/model/model-spec';
import type { Prompt } from '../../core/prompt/prompt';
import type { LoadedNetworks } from './loaded-networks';

/** Steps that run every operator once; their result is dropped. */
const WARM_UP_STEPS = 4;

/**
 * One short run of every graph, so that the first words do not wait for it: kernels are compiled on WebGPU,
 * and on the processor the browser replaces its quick first translation of the runtime by a fast one.
 */
export async function warmUp(
  networks: LoadedNetworks,
  spec: CodecSpec,
  backend: 'webgpu' | 'wasm',
  signal: AbortSignal,
): Promise<void> {
  const { codebookCount } = spec;
  const silence = new Int32Array(codebookCount);
  await networks.model.prefill(mixedPrompt(codebookCount), signal);
  for (let step = 0; step < WARM_UP_STEPS; step++) await networks.model.step(silence, signal);
  // Kernels do not depend on the length; the processor needs work that lasts.
  const first = windowSchedule(spec, 'exact').window(0);
  const frameCount = backend === 'webgpu' ? 1 : first.emitFrames + first.rightFrames;
  const codes = new Int32Array(codebookCount * frameCount);
  await networks.codec.decode({ codes, codebookCount, frameCount }, signal);
}

/** Text and audio rows, as a prompt with a reference has. */
function mixedPrompt(codebookCount: number): Prompt {
  const length = 16;
  const columnAt = Int32Array.from({ length }, (_, position) => (position % 2 === 0 ? -1 : position >> 1));
  return {
    tokenIds: new Int32Array(length),
    columnAt,
    columns: new Int32Array((length / 2) * codebookCount),
    codebookCount,
  };
}
