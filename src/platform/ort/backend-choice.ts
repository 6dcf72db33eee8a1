import { BUFFERS_FOR_NORMS } from '../../core/device/fit';
import { fail } from '../../core/failure';
import type { GraphEntry, GraphTarget, Manifest } from '../../core/store/manifest';
import type { BackendChoice } from '../../core/synthesis/speech-engine';
import type { AdapterProbe } from '../gpu/adapter-probe';
import { tensorBytes } from './gpu-memory';
import { isRope } from './weight-plan';

/** What will run and why; `reason` is shown to the user. */
export type Backend = {
  readonly name: 'webgpu' | 'wasm';
  readonly target: GraphTarget;
  readonly device: string;
  readonly threadCount: number;
  readonly reason: string;
};

/** The machine as far as the choice needs it. */
export type Machine = {
  readonly adapter: AdapterProbe;
  readonly coreCount: number;
  /** Threads share memory, which a browser allows only to cross-origin isolated pages. */
  readonly isIsolated: boolean;
  /** Main memory, as roughly as the browser tells it; left out where it does not. */
  readonly memoryBytes?: number;
};

/** More threads than this gain nothing: a decode step is bound by memory. */
const mostThreads = 4;

/**
 * @throws FailureError 'unsupported' when WebGPU is demanded and there is none or too weak a one, or the package lacks the
 * graphs.
 */
export function chooseBackend(
  choice: BackendChoice,
  machine: Machine,
  { graphs, spec }: Pick<Manifest, 'graphs' | 'spec'>,
): Backend {
  const { adapter } = machine;
  if (choice === 'webgpu' && adapter.type === 'none') {
    fail('unsupported', `WebGPU cannot be used: ${adapter.reason}. Choose "auto" or "wasm" instead.`);
  }
  if (choice === 'wasm') return onProcessor(machine, graphs, 'chosen by you');
  if (adapter.type === 'none') return onProcessor(machine, graphs, adapter.reason);
  if (choice === 'auto' && adapter.isSoftware) {
    return onProcessor(
      machine,
      graphs,
      'the graphics adapter is a software one, which is slower than the processor',
    );
  }
  const wanted: GraphTarget = adapter.hasHalfFloats ? 'webgpu-f16' : 'webgpu-f32';
  const target = offers(graphs, wanted) ? wanted : 'webgpu-f32';
  if (!offers(graphs, target)) {
    if (choice === 'auto') return onProcessor(machine, graphs, 'this model package has no graphs for WebGPU');
    fail(
      'unsupported',
      'This model package has no graphs for WebGPU. Choose "wasm", or import the model again.',
    );
  }
  const weakness = weaknessOf(adapter, graphs, target, spec);
  if (weakness !== null) {
    if (choice === 'auto') return onProcessor(machine, graphs, weakness);
    fail('unsupported', `WebGPU cannot run this model: ${weakness}. Choose "auto" or "wasm" instead.`);
  }
  return {
    name: 'webgpu',
    target,
    device: [adapter.vendor, adapter.architecture].filter(Boolean).join(' ') || 'unnamed adapter',
    threadCount: 1,
    reason: [
      choice === 'webgpu' ? 'chosen by you' : 'the graphics adapter is the fastest device here',
      target === 'webgpu-f16' ? '16-bit floats' : '32-bit floats, for want of 16-bit shaders',
    ].join('; '),
  };
}

function onProcessor(machine: Machine, graphs: readonly GraphEntry[], why: string): Backend {
  const threadCount = machine.isIsolated ? Math.max(1, Math.min(machine.coreCount, mostThreads)) : 1;
  // Measured on wasm, one thread, 6 layers of 256: about 600 steps a second in f32, 85 with 4-bit blocks (accuracy level 4)
  // and 50 with 8-bit ones. A package whose f32 weights would not fit has no such graphs.
  const target = (['cpu-f32', 'cpu-quantised'] as const).find((candidate) => offers(graphs, candidate));
  if (!target) {
    fail('unsupported', 'This model package has no graphs for the processor. Import the model again.');
  }
  const threads = machine.isIsolated ? '' : '; one thread, because this page is not cross-origin isolated';
  return {
    name: 'wasm',
    target,
    device: threadCount === 1 ? 'processor, 1 thread' : `processor, ${threadCount} threads`,
    threadCount,
    reason: why + threads,
  };
}

/** Why the adapter cannot run these graphs, in words; null when it can. */
function weaknessOf(
  { maxStorageBuffers, maxStorageBufferBytes }: Extract<AdapterProbe, { type: 'found' }>,
  graphs: readonly GraphEntry[],
  target: GraphTarget,
  { language }: Manifest['spec'],
): string | null {
  if (language.queryKeyNorm && maxStorageBuffers < BUFFERS_FOR_NORMS) {
    return `the graphics adapter binds ${maxStorageBuffers} buffers at once, and this model needs ${BUFFERS_FOR_NORMS}`;
  }
  // The codec is the same for both float types.
  const used = (graph: GraphEntry) =>
    graph.target === target || (graph.role === 'codec-decoder' && graph.target === 'webgpu-f32');
  const sizes = graphs
    .filter(used)
    .flatMap(({ weights }) =>
      weights.filter((weight) => !isRope(weight)).map(({ dims, dtype }) => tensorBytes(dtype, dims)),
    );
  const largest = sizes.reduce((most, size) => Math.max(most, size), 0);
  if (largest <= maxStorageBufferBytes) return null;
  const [needed, allowed] = [largest, maxStorageBufferBytes].map((bytes) => Math.ceil(bytes / 2 ** 20));
  return `a weight of this model takes ${needed} MB in one piece, and the graphics adapter allows ${allowed} MB`;
}

/** Both language graphs must be there. */
function offers(graphs: readonly GraphEntry[], target: GraphTarget): boolean {
  const has = (role: GraphEntry['role']) =>
    graphs.some((graph) => graph.role === role && graph.target === target);
  return has('prefill') && has('decode');
}
