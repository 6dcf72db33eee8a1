let watched: (() => number) | null = null;

/** Counts the memory of WebAssembly that this thread makes from the first call on. It never shrinks. @returns bytes. */
export function watchHeaps(): () => number {
  watched ??= watch();
  return watched;
}

function watch(): () => number {
  const memories: WebAssembly.Memory[] = [];
  const { Memory } = WebAssembly;
  WebAssembly.Memory = new Proxy(Memory, {
    construct(made, given, newTarget) {
      const memory = Reflect.construct(made, given, newTarget) as WebAssembly.Memory;
      memories.push(memory);
      return memory;
    },
  });
  return () => memories.reduce((sum, { buffer }) => sum + buffer.byteLength, 0);
}
