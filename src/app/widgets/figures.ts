import { GIGABYTE, MEGABYTE } from '../../core/data/units';
import { decimal } from '../../core/sentence';
import { t } from '../language/language';
/** Numbers as people read them. */

/** `7.3 s`, `1 min 5 s` */
export function secondsText(seconds: number): string {
  if (seconds < 60) return t`${decimal(seconds, 1)} s`;
  const whole = Math.round(seconds);
  return t`${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** `7.3 seconds`, `6 minutes`, `1 minute 5 seconds`: words, for ears. */
export function lengthText(seconds: number, digits = 1): string {
  if (seconds < 60) return t`${decimal(seconds, digits)} seconds`;
  const [minutes, rest] = [Math.floor(seconds / 60), Math.floor(seconds % 60)];
  const minutesText = t`${minutes} minutes`;
  return rest === 0 ? minutesText : t`${minutesText} ${rest} seconds`;
}

/** `about 7 s`, `about 2 min`: an estimate has no decimals. */
export function roughSecondsText(seconds: number): string {
  if (seconds < 100) return t`about ${Math.max(1, Math.round(seconds))} s`;
  return t`about ${Math.round(seconds / 60)} min`;
}

/** `0.19 (5.3 × faster than real time)` */
export function realTimeFactorText(factor: number): string {
  if (factor <= 0) return '—';
  const figure = decimal(factor, factor < 0.1 ? 3 : 2);
  if (factor < 0.95) return t`${figure} (${decimal(1 / factor, 1)} × faster than real time)`;
  return factor < 1.05
    ? t`${figure} (real time)`
    : t`${figure} (${decimal(factor, 1)} × slower than real time)`;
}

/** `0.031 s`, `4.2 s`, `46 s`, `3 min`, and `0.25 ms` for tiny values: two digits suffice here. */
export function durationText(seconds: number): string {
  if (seconds < 0.01) return t`${twoDigits(seconds * 1000)} ms`;
  if (seconds < 100) return t`${twoDigits(seconds)} s`;
  return seconds < 6000 ? t`${Math.round(seconds / 60)} min` : t`${Math.round(seconds / 3600)} hours`;
}

function twoDigits(value: number): number {
  return value >= 10 ? Math.round(value) : Number(value.toPrecision(2));
}

/** `9:26`, `1:02:05` */
export function clockText(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

/** `12.4 MB`, `3.10 GB`, `8 kB`: decimal units. */
export function bytesText(byteLength: number): string {
  if (byteLength < MEGABYTE) return t`${Math.ceil(byteLength / 1e3)} kB`;
  if (byteLength < GIGABYTE) return t`${decimal(byteLength / MEGABYTE, 1)} MB`;
  return t`${decimal(byteLength / GIGABYTE, 2)} GB`;
}
