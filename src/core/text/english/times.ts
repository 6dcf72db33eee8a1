import type { TextRule } from '../text-rule';
import { cardinalWords, pairWords } from './number-words';

const zones =
  'EST|EDT|CST|CDT|MST|MDT|PST|PDT|ET|CT|MT|PT|GMT|UTC|BST|CET|CEST|EET|EEST|WET|MSK|IST|JST|KST|HKT|SGT|AEST|AEDT|ACST|AWST|NZST|NZDT|HST|AKST|AKDT';
const dotted = (letters: string) =>
  Array.from(letters, (letter) => `[${letter}${letter.toLowerCase()}]`).join('\\.?');
const zone = `(?:${zones.split('|').map(dotted).join('|')})(?![\\p{L}])\\.?`;
const half = String.raw`([AaPp])(?:\.? ?[Mm])(?![\p{Ll}\p{Lu}])\.?|([AaPp])\.[Mm]\.?`;
const start = String.raw`(?<![\p{L}\p{N}_$€£¥]|\d[.,:/-])`;
const hour = '([01]?\\d|2[0-4])';
const end = String.raw`(?![\p{L}\p{N}]|[.,:]\d)`;

const clock = new RegExp(
  String.raw`${start}${hour}:([0-5]\d)(?::([0-5]\d)(?:\.\d{1,6})?)?(?: ?(?:${half})|h(?![\p{L}\p{N}]))?(?: ?\(?(${zone})\)?)?${end}`,
  'gu',
);
const dottedClock = new RegExp(
  String.raw`${start}${hour}\.([0-5]\d) ?(?:${half})(?: ?(${zone}))?${end}`,
  'gu',
);
const hourOnly = new RegExp(String.raw`${start}(1[0-2]|0?\d) ?(?:${half})(?: ?(${zone}))?${end}`, 'gu');
const hourAndZone = new RegExp(String.raw`${start}(1[0-2]|0?\d) (${zone})${end}`, 'gu');
const militaryHours = /(?<![\p{L}\p{N}_.,:/-])([01]\d|2[0-3])([0-5]\d) ?(?:hours|hrs)(?![\p{L}])/gu;

/** `1h 30m`, a length of time. */
const lasting = new RegExp(
  String.raw`${start}(\d{1,3}) ?h(?:rs?)? (\d{1,2}) ?m(?:ins?)?(?![\p{L}\p{N}])`,
  'gu',
);
/** `18h30`. */
const hourLetter = new RegExp(String.raw`${start}${hour}h([0-5]\d)(?![\p{L}\p{N}])`, 'gu');
const ratio =
  /(?<=\b(?:[Rr]atio|[Oo]dds|[Ss]cale)(?: is| was| of| are| were|:)? \d{1,4}):(?=\d{1,6}(?![\d:]))/g;

/** `10:30`, `5:05 p.m.`, `17:00`, `14:10:30`, `9 am EST`. */
export const times: TextRule = {
  name: 'times',
  label: 'Times: 10:30, 5 p.m.',
  apply: (text) =>
    text
      .replace(ratio, () => ' to ')
      .replace(lasting, ([, h, minutes]) => `${counted(h!, 'hour')} ${counted(minutes!, 'minute')}`)
      .replace(hourLetter, ([, h, minutes]) => hoursAndMinutes(h!, minutes!, false))
      .replace(clock, (match) => {
        const [, h, minutes, seconds, early, late, place] = match;
        const half = early ?? late;
        const said = seconds
          ? withSeconds(h!, minutes!, seconds)
          : hoursAndMinutes(h!, minutes!, half !== undefined);
        return `${said}${half ? ` ${half.toUpperCase()}M` : ''}${zoneWords(place)}${fullStop(match)}`;
      })
      .replace(dottedClock, (match) => {
        const [, h, minutes, early, late, place] = match;
        return `${hoursAndMinutes(h!, minutes!, true)} ${(early ?? late)!.toUpperCase()}M${zoneWords(place)}${fullStop(match)}`;
      })
      .replace(hourOnly, (match) => {
        const [written, h, early, late, place] = match;
        const half = (early ?? late)!;
        if (/^\d+ ?[ap] m/i.test(written)) return null;
        return `${cardinalWords(String(Number(h)))} ${half.toUpperCase()}M${zoneWords(place)}${fullStop(match)}`;
      })
      .replace(hourAndZone, (match) =>
        /^[A-Z]{3}/.test(match[2]!)
          ? `${cardinalWords(match[1]!)}${zoneWords(match[2])}${fullStop(match)}`
          : null,
      )
      .replace(militaryHours, ([, h, minutes]) => `${military(h!, minutes!)} hours`),
};

function hoursAndMinutes(hour: string, minutes: string, isHalfNamed: boolean): string {
  const hours = Number(hour);
  if (isHalfNamed)
    return `${cardinalWords(String(hours))}${minutes === '00' ? '' : ` ${pairWords(minutes)}`}`;
  if (hours === 0 && minutes === '00') return 'midnight';
  if (hours === 0) return `twelve ${pairWords(minutes)} AM`;
  if (minutes !== '00') return `${cardinalWords(String(hours))} ${pairWords(minutes)}`;
  return hours > 12 ? `${cardinalWords(String(hours))} hundred` : `${cardinalWords(String(hours))} o'clock`;
}

function withSeconds(hour: string, minutes: string, seconds: string): string {
  return `${counted(hour, 'hour')} ${counted(minutes, 'minute')} and ${counted(seconds, 'second')}`;
}

function counted(digits: string, noun: string): string {
  const count = Number(digits);
  return `${cardinalWords(String(count))} ${noun}${count === 1 ? '' : 's'}`;
}

function military(hour: string, minutes: string): string {
  const hours = hour.startsWith('0') ? `zero ${cardinalWords(hour.slice(1))}` : cardinalWords(hour);
  return `${hours} ${minutes === '00' ? 'hundred' : pairWords(minutes)}`;
}

function zoneWords(written: string | undefined): string {
  return written ? ` ${written.replaceAll('.', '').toUpperCase()}` : '';
}

/** The last full stop of "p.m." may be the sentence's as well: it is where a capital or nothing follows. */
function fullStop(match: RegExpExecArray): string {
  if (!match[0].endsWith('.')) return '';
  const after = match.input.slice(match.index + match[0].length, match.index + match[0].length + 3);
  return /^(?:["')\]]|\s*$|\s*\n|\s+["'(]?[\p{Lu}\u{E000}-\u{E001}])/u.test(after) ? '.' : '';
}
