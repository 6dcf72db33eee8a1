/** Ending of a runtime that the build has compressed (gzip). Servers know nothing of it, so that none unpacks it by itself. */
const PACKED = '.wasm.bin';

/**
 * Makes `fetch` of this worker unpack runtimes while they arrive: a quarter of their bytes come over the line, also from a
 * host that compresses nothing. The runtime fetches its WebAssembly itself and compiles what has come so far, so the
 * name is what is replaced.
 * @returns names the address of a runtime that is to be unpacked; may be called again with the same one.
 */
export function runtimeUnpacker(scope: Pick<typeof globalThis, 'fetch'>): (address: string) => void {
  const addresses = new Set<unknown>();
  const plain = scope.fetch;
  const unpacking: typeof fetch = async (...asked) => {
    const response = await plain.apply(globalThis, asked);
    if (!addresses.has(asked[0]) || !response.ok || !response.body) return response;
    const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
    return new Response(unpacked, { headers: { 'Content-Type': 'application/wasm' } });
  };
  return (address) => {
    if (!address.endsWith(PACKED)) return;
    addresses.add(address);
    scope.fetch = unpacking;
  };
}
