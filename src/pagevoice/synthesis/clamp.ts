/** @returns the value within its range; the one before for what is no number. */
export function clamp(value: unknown, min: number, max: number, before: number): number {
  const number = Number(value);
  return Number.isFinite(number) ? Math.min(max, Math.max(min, number)) : before;
}
