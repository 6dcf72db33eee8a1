/** Seeded sizes 1 … largest, small ones more often. Source: mulberry32 (public domain). */
export function randomSizes(seed: number, largest: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    const uniform = ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    return 1 + Math.floor(uniform * uniform * largest);
  };
}
