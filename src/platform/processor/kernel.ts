import { fromBase64 } from '../../core/data/base64';
import { importLater } from '../../core/data/import-later';
import { fail } from '../../core/failure';
import { say } from '../../core/sentence';

/** Exports of kernel/forward.as; addresses are in bytes, in the module's memory. */
export type Kernel = {
  packBlocks(kind: number, ints: number, scales: number, rows: number, blocks: number, to: number): number;
  packFloats(kind: number, from: number, rows: number, columns: number, to: number): number;
  forward(task: number): void;
  join(meeting: number, threadCount: number, thread: number): void;
  work(task: number): void;
  dismiss(): void;
};

/** A build of the kernel: with the dot product of bytes or without, and whether its memory is shared by threads. */
export type KernelBuild = { readonly isRelaxed: boolean; readonly isShared: boolean };

/** The smallest module with the dot product of bytes: `dot(a, b, c)` of three vectors that have one word in all lanes. */
const dotModule = Uint8Array.from([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 8, 1, 96, 3, 127, 127, 127, 1, 127, 3, 2, 1, 0, 7, 7, 1, 3, 100, 111, 116,
  0, 0, 10, 22, 1, 20, 0, 32, 0, 253, 17, 32, 1, 253, 17, 32, 2, 253, 17, 253, 147, 2, 253, 27, 0, 11,
]);

/** Whether there is a dot product of bytes that is right: V8 11.3 (Node 20, behind a flag) adds a term twice. */
function hasDotOfBytes(): boolean {
  if (!WebAssembly.validate(dotModule)) return false;
  const { dot } = new WebAssembly.Instance(new WebAssembly.Module(dotModule)).exports as {
    readonly dot: (a: number, b: number, c: number) => number;
  };
  const [bytes, nibbles] = [0x8081_7f01, 0x0f0e_0d0c];
  return dot(bytes, nibbles, 1000) === 1000 - 128 * 15 - 127 * 14 + 127 * 13 + 12;
}

/** @param threadCount that will compute. */
export function kernelBuild(threadCount: number): KernelBuild {
  return { isRelaxed: hasDotOfBytes(), isShared: threadCount > 1 };
}

export async function compileKernel({ isRelaxed, isShared }: KernelBuild): Promise<WebAssembly.Module> {
  const { kernelBytes } = await importLater(() =>
    isRelaxed
      ? isShared
        ? import('./kernels/relaxed-shared')
        : import('./kernels/relaxed')
      : isShared
        ? import('./kernels/plain-shared')
        : import('./kernels/plain'),
  );
  return WebAssembly.compile(fromBase64(kernelBytes));
}

const PAGE_BYTES = 2 ** 16;
/** WebAssembly of 32 bits addresses no more. */
export const MOST_BYTES = 2 ** 32;

/** @param mostBytes that it may ever grow to. @throws FailureError 'out-of-memory'. */
export function kernelMemory(
  byteLength: number,
  mostBytes: number,
  { isShared }: KernelBuild,
): WebAssembly.Memory {
  const pages = (bytes: number) => Math.ceil(Math.min(bytes, MOST_BYTES) / PAGE_BYTES);
  try {
    if (byteLength > MOST_BYTES) throw new RangeError(`${byteLength} bytes are beyond 4 GiB`);
    return new WebAssembly.Memory({
      initial: pages(byteLength),
      maximum: pages(mostBytes),
      shared: isShared,
    });
  } catch (error) {
    return outOfMemory(error);
  }
}

/** @throws FailureError 'out-of-memory'. */
export function growMemory(memory: WebAssembly.Memory, byteLength: number): void {
  const missing = Math.ceil((byteLength - memory.buffer.byteLength) / PAGE_BYTES);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (error) {
    outOfMemory(error);
  }
}

export function startKernel(module: WebAssembly.Module, memory: WebAssembly.Memory): Kernel {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as Kernel;
}

function outOfMemory(error: unknown): never {
  return fail(
    'out-of-memory',
    say`The model does not fit the memory that the processor backend may use. Close other tabs, or load a smaller model.`,
    {},
    error,
  );
}
