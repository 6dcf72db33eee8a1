/** Ranges of Unicode that texts meet, and some that they should not. */
const ranges: readonly (readonly [first: number, last: number])[] = [
  [0x20, 0x7e],
  [0x20, 0x7e],
  [0x30, 0x39],
  [0x00, 0x1f],
  [0x80, 0x24f],
  [0x300, 0x36f], // accents that stand on what is before
  [0x370, 0x5ff],
  [0x600, 0x6ff],
  [0x900, 0x97f],
  [0xe00, 0xe7f],
  [0x2000, 0x206f], // spaces without width, direction marks
  [0x20a0, 0x2bff],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xd800, 0xdfff], // halves of surrogate pairs
  [0xe000, 0xf8ff],
  [0xfb00, 0xfffd],
  [0x1d400, 0x1d7ff],
  [0x1f300, 0x1faff],
  [0xe0000, 0x10ffff],
];

/** Up to `maxLength` characters; whole runs of one range, single ones, and repeated ones. */
export function randomText(random: () => number, maxLength: number): string {
  const below = (end: number) => Math.floor(random() * end);
  let text = '';
  for (let length = below(maxLength + 1); text.length < length; ) {
    const [first, last] = ranges[below(ranges.length)]!;
    for (let run = 1 + below(6); run > 0; run--) {
      const sign = String.fromCodePoint(first + below(last - first + 1));
      text += random() < 0.05 ? sign.repeat(1 + below(40)) : sign;
    }
    if (random() < 0.3) text += [' ', '\n', '. ', ', ', '|', '[', '<|'][below(7)];
  }
  return text;
}
