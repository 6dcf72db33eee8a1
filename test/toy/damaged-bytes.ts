/** Numbers that readers of counts, lengths and offsets trip over. */
const numbers = [
  0n,
  1n,
  31n,
  2n ** 16n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 40n,
  2n ** 53n + 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** A binary file with one to three faults: another number of 32 or 64 bits, a wrong byte, bytes too many or too few. */
export function damagedBytes(sound: Uint8Array, random: () => number): Uint8Array {
  const below = (end: number) => Math.floor(random() * end);
  let bytes = sound.slice();
  for (let faults = 1 + below(3); faults > 0; faults--) {
    const kind = random();
    if (kind < 0.5) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const value = random() < 0.7 ? numbers[below(numbers.length)]! : BigInt(below(512));
      const at = below(Math.max(1, bytes.byteLength - 8));
      if (bytes.byteLength < 8) continue;
      if (random() < 0.5) view.setBigUint64(at, value, true);
      else view.setUint32(at, Number(BigInt.asUintN(32, value)), true);
    } else if (kind < 0.8) bytes[below(bytes.byteLength)] = below(256);
    else {
      const at = below(bytes.byteLength);
      const removed = below(16);
      const added = Uint8Array.from({ length: below(16) }, () => below(256));
      bytes = new Uint8Array([...bytes.subarray(0, at), ...added, ...bytes.subarray(at + removed)]);
    }
  }
  return random() < 0.1 ? bytes.slice(0, below(bytes.byteLength)) : bytes;
}
