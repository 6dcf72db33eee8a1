/** Values that readers of untrusted JSON trip over. */
const values = [
  'null',
  'true',
  '-1',
  '0',
  '0.5',
  '1e999',
  '2147483648',
  '9007199254740993',
  '""',
  '"x"',
  '"a"',
  '"__proto__"',
  '[]',
  '{}',
  '[[0]]',
  '{"length":8}',
  `"${'x'.repeat(100_000)}"`,
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
];
const pieces = ['{', '}', '[', ']', ',', ':', '"', '\\', '-', '9e99', 'null,', '"a":', '[0,24],', ' '];

/** A JSON text with one to three faults: another value, a piece too much or too little, a wrong byte. */
export function damagedJson(text: string, random: () => number): Uint8Array {
  const below = (end: number) => Math.floor(random() * end);
  let damaged = text;
  for (let edits = 1 + below(3); edits > 0; edits--) {
    const kind = random();
    if (kind < 0.6) {
      const places = [
        ...damaged.matchAll(/(?<=[:[,])(?:-?\d[\d.e+-]*|"[^"]*"(?!:)|null|true|false|\[[^[\]]*\])/g),
      ];
      const place = places[below(places.length)];
      if (place) damaged = spliced(damaged, place.index, place[0].length, values[below(values.length)]!);
    } else if (kind < 0.85) {
      damaged = spliced(damaged, below(damaged.length), below(4), pieces[below(pieces.length)]!);
    } else damaged = spliced(damaged, below(damaged.length), 1, String.fromCharCode(below(128)));
  }
  const bytes = new TextEncoder().encode(damaged);
  if (random() < 0.1) bytes[below(bytes.length)] = below(256);
  return bytes;
}

function spliced(text: string, at: number, removed: number, piece: string): string {
  return text.slice(0, at) + piece + text.slice(at + removed);
}

/** JSON of this length that takes more memory for its length than any file of this kind. */
export function greedyJson(kind: 'deep' | 'wide', byteLength: number): Uint8Array {
  const start = '{"a":[';
  const piece = kind === 'deep' ? '[' : '{},';
  const text = start + piece.repeat((byteLength - start.length) / piece.length);
  return new TextEncoder().encode(text.padEnd(byteLength));
}
