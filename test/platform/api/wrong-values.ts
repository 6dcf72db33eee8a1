/** A value of no kind that the field takes. */
export type Wrong = (random: () => number) => unknown;

const pick = <T>(random: () => number, list: readonly T[]): T => list[Math.floor(random() * list.length)]!;

/** Any JSON, a few levels deep; never null, which stands for a field that is left out. */
export function anyJson(random: () => number, depth = 3): unknown {
  const kind = Math.floor(random() * (depth > 0 ? 7 : 4));
  if (kind === 0) return (random() - 0.5) * 10 ** Math.floor(random() * 12);
  if (kind === 1) return random() < 0.5;
  if (kind === 2) return Math.floor((random() - 0.5) * 100);
  if (kind === 3) return anyText(random);
  const items = Array.from({ length: Math.floor(random() * 4) }, () => anyJson(random, depth - 1));
  return kind < 5 ? items : Object.fromEntries(items.map((item) => [anyText(random), item]));
}

export function anyText(random: () => number): string {
  const letters = 'abcXYZ019 _-."\\/{}[]<|>\u0000\u202e\u{1f600}é';
  const length = Math.floor(random() ** 2 * 40);
  return Array.from({ length }, () => pick(random, [...letters])).join('');
}

/** JSON for which `isRight` does not hold. */
const not =
  (isRight: (value: unknown) => boolean): Wrong =>
  (random) => {
    for (;;) {
      const value = anyJson(random);
      if (!isRight(value)) return value;
    }
  };

export const notText = not((value) => typeof value === 'string');
export const notFlag = not((value) => typeof value === 'boolean');
export const notObject = not((value) => typeof value === 'object' && !Array.isArray(value));
export const notList = not(Array.isArray);
export const notOneOf = (...choices: readonly unknown[]) => not((value) => choices.includes(value));
export const notNumber = (min: number, max: number) =>
  not((value) => typeof value === 'number' && value >= min && value <= max);
export const notWhole = (min: number, max: number) =>
  not((value) => Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max);
/** No text, an empty one, or one with nothing to say. */
export const notSayable: Wrong = (random) =>
  pick(random, [notText(random), '', '  \n', '***', '\ud800 half a letter', 'word '.repeat(60_000)]);
/** No text, or the name of nothing. */
export const notNamed: Wrong = (random) =>
  pick(random, [notText(random), 'nobody', 'a'.repeat(300), '__proto__', 'constructor']);
/** No text, or no file. */
export const notFile: Wrong = (random) =>
  pick(random, [
    notText(random),
    'https://elsewhere.invalid/a.wav',
    'data:audio/wav',
    'data:;base64,%%%',
    'A'.repeat(200),
  ]);

export { pick };
