import { onnxModel } from '../../core/graph/onnx-writer';
import type { OrtModule } from './ort-module';

/**
 * Starts the runtime on the processor before there is a network for it: its 14 MB, their compilation and its own start take
 * longer than the rest of a load. Never throws: whoever opens a network meets the same fault, and reports it.
 */
export async function beginRuntime(loading: Promise<OrtModule>): Promise<void> {
  try {
    const ort = await loading;
    // The runtime starts with its first session.
    const session = await ort.InferenceSession.create(smallestModel(), { executionProviders: ['wasm'] });
    await session.release();
  } catch (error) {
    console.debug('The runtime could not be started early.', error);
  }
}

/** A graph that gives back what it gets. */
function smallestModel(): Uint8Array {
  const value = (name: string) => ({ name, type: 'float32', dims: [1] }) as const;
  const node = { name: 'same', opType: 'Identity', domain: '', input: ['x'], output: ['y'], attributes: {} };
  return onnxModel({ nodes: [node], initializers: [], inputs: [value('x')], outputs: [value('y')] });
}
