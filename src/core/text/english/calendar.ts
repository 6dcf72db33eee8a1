/** English month names, January first, from the runtime's own calendar. */
const monthFormat = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' });
const months = Array.from({ length: 12 }, (_, month) => monthFormat.format(Date.UTC(2000, month, 1)));
const shortMonths = [
  'jan',
  'feb',
  'mar',
  'apr',
  'may',
  'jun',
  'jul',
  'aug',
  'sep',
  'sept',
  'oct',
  'nov',
  'dec',
];

/** A month's name in any case, whole or short; a short one may have its full stop. */
export const monthName = String.raw`(?:(?:${months.map(caseless).join('|')})(?![\p{L}])|(?:${shortMonths
  .sort((a, b) => b.length - a.length)
  .map(caseless)
  .join('|')})(?![\p{L}])\.?)`;

/** A source that matches the word in any case, so that the rest of a pattern can stay exact. */
function caseless(word: string): string {
  return word.toLowerCase().replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}

/** `sept.` → September. */
export function monthNamed(written: string): string {
  const start = written.slice(0, 3).toLowerCase();
  return months.find((month) => month.toLowerCase().startsWith(start))!;
}

/** @param number 1 to 12. */
export function monthNumbered(number: number): string | undefined {
  return months[number - 1];
}
