const DAY_MS = 86_400_000;
/** Year, month and day, time to the second at least, and the zone: without one a time means another moment elsewhere. */
const written = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** A time in UTC as ISO 8601 writes it. @param atMs milliseconds since 1970, from the year 0 to 9999. */
export function isoTime(atMs: number): string {
  const day = Math.floor(atMs / DAY_MS);
  const inDay = Math.floor(atMs) - day * DAY_MS;
  const [year, month, date] = civilDate(day);
  const clock = [inDay / 3_600_000, (inDay / 60_000) % 60, (inDay / 1000) % 60].map((part) =>
    digits(part, 2),
  );
  return `${digits(year, 4)}-${digits(month, 2)}-${digits(date, 2)}T${clock.join(':')}.${digits(inDay % 1000, 3)}Z`;
}

/** @returns milliseconds since 1970; null for a text that is no time of day with its zone. */
export function parseIsoTime(text: string): number | null {
  const atMs = written.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(atMs) ? null : atMs;
}

/** Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days. */
function civilDate(day: number): [year: number, month: number, date: number] {
  const shifted = day + 719_468; // days since 0000-03-01
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const date = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date];
}

function digits(value: number, count: number): string {
  return String(Math.floor(value)).padStart(count, '0');
}
