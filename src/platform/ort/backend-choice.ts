import { formatBytes } from '../../core/data/units';
import { BUFFERS_FOR_NORMS } from '../../core/device/fit';
import { fail } from '../../core/failure';
import type { GraphTarget } from '../../core/graph/built-graph';
import { languageTargets, whyNotKernel } from '../../core/graph/language-targets';
import type { Manifest } from '../../core/package/manifest';
import { codec, codecTable } from '../../core/package/tensor-names';
import { type Sentence, say, verbatim } from '../../core/sentence';
import type { BackendChoice } from '../../core/speech/speech-engine';
import type { AdapterProbe } from '../gpu/adapter-probe';
import { threadCountOf } from '../threads/thread-counts';
import { tensorBytes } from './gpu-memory';

/** Backend and the reason for it; `reason` is shown to the user. */
export type Backend = {
  readonly name: 'webgpu' | 'wasm';
  readonly target: GraphTarget;
  readonly device: Sentence;
  readonly threadCount: number;
  readonly reason: Sentence;
};

/** The machine as far as the choice needs it. */
export type Machine = {
  readonly adapter: AdapterProbe;
  readonly coreCount: number;
  /** Reason for one thread only, as the end of a sentence; null where more may be used. */
  readonly whyOneThread: Sentence | null;
  /** Main memory, as roughly as the browser reports it; left out where it does not. */
  readonly memoryBytes?: number;
};

export type ModelNeeds = {
  readonly targets: readonly GraphTarget[];
  /** Reason why the processor's own kernel cannot run it, as the end of a sentence; null where it can. */
  readonly whyNotKernel: Sentence | null;
  /** Buffers that one kernel on WebGPU binds, where they are more than every adapter allows; else 0. */
  readonly bufferCount: number;
  /** The largest weight that cannot be multiplied in pieces. */
  readonly largestPieceBytes: number;
};

export function needsOf({ spec, linears, tensors }: Manifest): ModelNeeds {
  // The codec's decoder computes in 32 bits, whatever its weights are stored in.
  const pieces = tensors
    .filter(({ name }) => name === codecTable || name.startsWith(codec('acoustic_decoder.')))
    .map(({ dims }) => tensorBytes('float32', dims));
  return {
    targets: languageTargets(spec.language, linears),
    whyNotKernel: whyNotKernel(spec.language),
    bufferCount: spec.language.queryKeyNorm ? BUFFERS_FOR_NORMS : 0,
    largestPieceBytes: pieces.reduce((most, size) => Math.max(most, size), 0),
  };
}

/** @throws FailureError 'unsupported' when WebGPU is demanded and there is none or too weak a one, or nothing can run the model. */
export function chooseBackend(choice: BackendChoice, machine: Machine, needs: ModelNeeds): Backend {
  const { adapter } = machine;
  if (choice === 'webgpu' && adapter.type === 'none') {
    fail('unsupported', say`WebGPU cannot be used: ${adapter.reason}. Choose "auto" or "wasm" instead.`);
  }
  if (choice === 'wasm') return onProcessor(machine, needs, say`chosen by you`);
  if (choice === 'wasm-runtime') return inRuntime(machine, needs, say`chosen by you`);
  if (adapter.type === 'none') return onProcessor(machine, needs, adapter.reason);
  if (choice === 'auto' && adapter.isSoftware) {
    return onProcessor(
      machine,
      needs,
      say`the graphics adapter is a software one, which is slower than the processor`,
    );
  }
  const target: GraphTarget = adapter.hasHalfFloats ? 'webgpu-f16' : 'webgpu-f32';
  const weakness = weaknessOf(adapter, needs);
  if (weakness !== null) {
    if (choice === 'auto') return onProcessor(machine, needs, weakness);
    fail('unsupported', say`WebGPU cannot run this model: ${weakness}. Choose "auto" or "wasm" instead.`);
  }
  const name = [adapter.vendor, adapter.architecture].filter(Boolean).join(' ');
  return {
    name: 'webgpu',
    target,
    device: name === '' ? say`unnamed adapter` : verbatim(name),
    threadCount: 1,
    reason: say`${choice === 'webgpu' ? say`chosen by you` : say`the graphics adapter is the fastest device here`}; ${
      target === 'webgpu-f16' ? say`16-bit floats` : say`32-bit floats, for want of 16-bit shaders`
    }`,
  };
}

function onProcessor(machine: Machine, needs: ModelNeeds, why: Sentence): Backend {
  if (needs.targets.includes('cpu-kernel')) return processor(machine, 'cpu-kernel', why);
  const { whyNotKernel } = needs;
  return inRuntime(machine, needs, whyNotKernel ? say`${why}; in the runtime, because ${whyNotKernel}` : why);
}

function inRuntime(machine: Machine, { targets }: ModelNeeds, why: Sentence): Backend {
  // Measured on wasm, one thread, 6 layers of 256: about 600 steps a second in f32, 85 with 4-bit blocks
  // (accuracy level 4) and 50 with 8-bit ones. A model whose f32 weights would not fit has no such target.
  const target = (['cpu-f32', 'cpu-quantised'] as const).find((candidate) => targets.includes(candidate));
  if (!target) {
    fail(
      'unsupported',
      say`This model cannot run on the processor: with 16- or 32-bit weights it does not fit the memory that the runtime may use. Choose WebGPU, or import it again in 4 or 8 bits.`,
    );
  }
  return processor(machine, target, why);
}

function processor(machine: Machine, target: GraphTarget, why: Sentence): Backend {
  const threadCount = threadCountOf(machine);
  return {
    name: 'wasm',
    target,
    device: threadCount === 1 ? say`processor, 1 thread` : say`processor, ${threadCount} threads`,
    threadCount,
    reason: machine.whyOneThread ? say`${why}; one thread, because ${machine.whyOneThread}` : why,
  };
}

/** Reason why the adapter cannot run the model, in words; null when it can. */
function weaknessOf(
  { maxStorageBuffers, maxStorageBufferBytes }: Extract<AdapterProbe, { type: 'found' }>,
  { bufferCount, largestPieceBytes }: ModelNeeds,
): Sentence | null {
  if (maxStorageBuffers < bufferCount) {
    return say`the graphics adapter binds ${maxStorageBuffers} buffers at once, and this model needs ${bufferCount}`;
  }
  if (largestPieceBytes <= maxStorageBufferBytes) return null;
  return say`a weight of this model takes ${formatBytes(largestPieceBytes)} in one piece, and the graphics adapter allows ${formatBytes(maxStorageBufferBytes, Math.floor)}`;
}
