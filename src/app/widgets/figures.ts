/** Numbers as people read them. */

/** `7.3 s`, `1 min 5 s` */
export function secondsText(seconds: number): string {
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `about 7 s`, `about 2 min`: an estimate has no decimals. */
export function roughSecondsText(seconds: number): string {
  if (seconds < 100) return `about ${Math.max(1, Math.round(seconds))} s`;
  return `about ${Math.round(seconds / 60)} min`;
}

/** `0.19 (5.3 × faster than real time)` */
export function realTimeFactorText(factor: number): string {
  if (factor <= 0) return '—';
  const figure = factor < 0.1 ? factor.toFixed(3) : factor.toFixed(2);
  if (factor < 0.95) return `${figure} (${(1 / factor).toFixed(1)} × faster than real time)`;
  return factor < 1.05 ? `${figure} (real time)` : `${figure} (${factor.toFixed(1)} × slower than real time)`;
}

/** `0.031 s`, `4.2 s`, `46 s`, `3 min`, and `0.25 ms` for tiny values: two digits suffice here. */
export function durationText(seconds: number): string {
  if (seconds < 0.01) return `${twoDigits(seconds * 1000)} ms`;
  if (seconds < 100) return `${twoDigits(seconds)} s`;
  return seconds < 6000 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} hours`;
}

function twoDigits(value: number): string {
  return value >= 10 ? value.toFixed(0) : String(Number(value.toPrecision(2)));
}

/** `9:26`, `1:02:05` */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}
