/** Work that this thread gave to graphics devices, and memory of theirs that it holds. */
export type GpuWork = {
  readonly dispatches: number;
  readonly submits: number;
  /** Time in which an answer of the device was waited for. */
  readonly waitedMilliseconds: number;
  /** Bytes of buffers that exist, and the most that did at once. */
  readonly bufferBytes: number;
  readonly mostBufferBytes: number;
};

let watched: (() => GpuWork) | null = null;

/**
 * Counts from the first call on, for whatever uses WebGPU in this thread: for measuring, not for speaking.
 * @param now milliseconds of a clock that never goes back.
 */
export function watchGpuWork(now: () => number): () => GpuWork {
  watched ??= watch(now);
  return watched;
}

function watch(now: () => number): () => GpuWork {
  const work = {
    dispatches: 0,
    submits: 0,
    waitedMilliseconds: 0,
    bufferBytes: 0,
    mostBufferBytes: 0,
  };
  if (typeof GPUDevice === 'undefined') return () => work;
  const counted = (key: 'dispatches' | 'submits') => () => void work[key]++;
  before(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', counted('dispatches'));
  before(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', counted('dispatches'));
  before(GPUQueue.prototype, 'submit', counted('submits'));

  let [waitCount, since] = [0, 0];
  const waits = (answer: Promise<undefined>) => {
    if (waitCount++ === 0) since = now();
    const ended = () => {
      if (--waitCount === 0) work.waitedMilliseconds += now() - since;
    };
    answer.then(ended, ended);
  };
  after(GPUBuffer.prototype, 'mapAsync', waits);
  after(GPUQueue.prototype, 'onSubmittedWorkDone', waits);

  const sizes = new WeakMap<GPUBuffer, number>();
  after(GPUDevice.prototype, 'createBuffer', (buffer) => {
    sizes.set(buffer, buffer.size);
    work.bufferBytes += buffer.size;
    work.mostBufferBytes = Math.max(work.mostBufferBytes, work.bufferBytes);
  });
  before(GPUBuffer.prototype, 'destroy', (buffer) => {
    work.bufferBytes -= sizes.get(buffer) ?? 0;
    sizes.delete(buffer);
  });
  return () => ({ ...work });
}

type Methods<T> = {
  [Name in keyof T]: T[Name] extends (...given: never[]) => unknown ? Name : never;
}[keyof T];
type Result<T, Name extends keyof T> = T[Name] extends (...given: never[]) => infer R ? R : never;

/** Calls `note` with the object before each call of its method. */
function before<T extends object, Name extends Methods<T>>(
  prototype: T,
  name: Name,
  note: (self: T) => void,
): void {
  const original = prototype[name] as (...given: unknown[]) => unknown;
  prototype[name] = function (this: T, ...given: unknown[]) {
    note(this);
    return original.apply(this, given);
  } as T[Name];
}

/** Calls `note` with the result of each call. */
function after<T extends object, Name extends Methods<T>>(
  prototype: T,
  name: Name,
  note: (result: Result<T, Name>) => void,
): void {
  const original = prototype[name] as (...given: unknown[]) => unknown;
  prototype[name] = function (this: T, ...given: unknown[]) {
    const result = original.apply(this, given) as Result<T, Name>;
    note(result);
    return result;
  } as T[Name];
}
