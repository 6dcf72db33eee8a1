/** Ending of a runtime that the build has compressed (gzip). Servers know nothing of it, so that none unpacks it by itself. */
const PACKED = '.wasm.bin';

/**
 * Makes `fetch` of this worker unpack the runtime while it arrives: a quarter of its bytes come over the line, also from a
 * host that compresses nothing. The runtime fetches its WebAssembly itself and compiles what has come so far, so the
 * name is what is replaced.
 */
export function unpackRuntime(address: string, scope: Pick<typeof globalThis, 'fetch'> = globalThis): void {
  if (!address.endsWith(PACKED)) return;
  const plain = scope.fetch;
  scope.fetch = async (...asked) => {
    const response = await plain.apply(globalThis, asked);
    if (asked[0] !== address || !response.ok || !response.body) return response;
    const unpacked = response.body.pipeThrough(new DecompressionStream('gzip'));
    return new Response(unpacked, { headers: { 'Content-Type': 'application/wasm' } });
  };
}
