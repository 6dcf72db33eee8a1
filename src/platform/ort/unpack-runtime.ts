import type { RuntimeBytes } from './runtime-bytes';

/**
 * Makes `fetch` of this worker unpack runtimes (gzip, of our build) while they arrive: a quarter of their bytes come over the
 * line, also from a host that compresses nothing. The runtime fetches its WebAssembly itself and compiles what has come so
 * far. Its first bytes tell whether it is packed: a bundler of someone else's page may have given the file another name.
 * @param arriving counts them.
 * @returns names the address of a runtime; may be called again with the same one.
 */
export function runtimeUnpacker(
  scope: Pick<typeof globalThis, 'fetch'>,
  arriving: RuntimeBytes,
): (address: string) => void {
  const addresses = new Set<unknown>();
  const plain = scope.fetch;
  const unpacking: typeof fetch = async (...asked) => {
    const response = await plain.apply(globalThis, asked);
    if (!addresses.has(asked[0]) || !response.ok || !response.body) return response;
    const [head, whole] = arriving.counted(response).tee();
    const unpacked = (await isGzip(head)) ? whole.pipeThrough(new DecompressionStream('gzip')) : whole;
    return new Response(unpacked, { headers: { 'Content-Type': 'application/wasm' } });
  };
  return (address) => {
    addresses.add(address);
    scope.fetch = unpacking;
  };
}

async function isGzip(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<boolean> {
  const reader = stream.getReader();
  const { value } = await reader.read();
  void reader.cancel();
  return value?.[0] === 0x1f && value[1] === 0x8b;
}
