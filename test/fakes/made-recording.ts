import { chunk, format, le, letters, wave } from './wav-bytes';

const kinds = [
  [1, 8],
  [1, 12],
  [1, 16],
  [1, 24],
  [1, 32],
  [3, 32],
  [3, 64],
  [6, 8],
  [7, 8],
  [17, 4],
] as const;
const sizes = [0, 1, 0x7fff_f000, 0x7fff_ffff, 0xffff_fffe, 0xffff_ffff];
const names = ['LIST', 'fact', 'bext', 'id3 ', 'JUNK', 'data', 'fmt ', 'what', '\0\0\0\0', 'ds64'];

/** A small WAVE file of any kind, about one in three of them whole, the others damaged as the world or a stranger does it. */
export function madeRecording(random: () => number): Uint8Array<ArrayBuffer> {
  const below = (limit: number) => Math.floor(random() * limit);
  const one = <T>(of: readonly T[]) => of[below(of.length)]!;
  const noise = (length: number) => Array.from({ length }, () => below(256));
  const [kind, bits] = one(kinds);
  const isDamaged = random() < 0.67;
  const size = isDamaged && random() < 0.5;
  const part = () => {
    const bytes = chunk(one(names.slice(0, 5)), noise(below(40)));
    if (isDamaged && random() < 0.3) bytes.splice(4, 4, ...le(one(sizes), 4));
    if (isDamaged && random() < 0.3) bytes.pop();
    return bytes;
  };
  const some = () => Array.from({ length: below(3) }, part).flat();
  const rate = one([4000, 8000, 44_100, 48_000, isDamaged ? below(2 ** 32) : 16_000]);
  const data = chunk('data', noise(8 * (1 + below(300))));
  if (size) data.splice(4, 4, ...le(one(sizes), 4));
  const file = wave(some(), chunk('fmt ', format(kind, 1 + below(3), rate, bits)), some(), data, some());
  if (!isDamaged) return file;
  for (let i = below(4); i > 0; i--) file[below(Math.min(80, file.length))] = below(256);
  if (random() < 0.2) file.set(letters(one(names)), below(file.length - 4));
  return random() < 0.3 ? file.slice(0, below(file.length)) : file;
}
