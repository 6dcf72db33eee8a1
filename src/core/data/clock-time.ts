/** `01:02:03.456`, as formats of chapters and captions write a time. @param point between seconds and milliseconds. */
export function clockTime(seconds: number, point: '.' | ','): string {
  const whole = Math.round(1000 * seconds);
  const digits = (value: number, count: number) => String(Math.floor(value)).padStart(count, '0');
  const [hours, minutes] = [digits(whole / 3_600_000, 2), digits((whole / 60_000) % 60, 2)];
  return `${hours}:${minutes}:${digits((whole / 1000) % 60, 2)}${point}${digits(whole % 1000, 3)}`;
}
