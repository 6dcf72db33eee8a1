import { emoji, emojiByName } from '../signs/emoji';
import { invisibleCharacters } from '../signs/invisible-characters';
import { lookAlikes } from '../signs/look-alikes';
import { markdown } from '../signs/markdown';
import { repeatedMarks } from '../signs/repeated-marks';
import type { TextRule } from '../text-rule';
import { abbreviations } from './abbreviations';
import { addresses } from './addresses';
import { dates } from './dates';
import { decimals } from './decimals';
import { electronic } from './electronic';
import { fractions, percents } from './fractions';
import { initials } from './initials';
import { letterSounds } from './letter-sounds';
import { money } from './money';
import { numbers } from './numbers';
import { ordinals } from './ordinals';
import { ranges } from './ranges';
import { romanNumerals } from './roman';
import { serials } from './serials';
import { arithmeticSigns, symbols } from './symbols';
import { telephone } from './telephone';
import { tidySentences } from './tidy-sentences';
import { times } from './times';
import { units } from './units';
import { years } from './years';

/**
 * Rules in the order of their use. First what is not language; then forms that are known by their signs, the longer
 * before the shorter (a date before a fraction, a price before a number); at last single numbers and signs.
 */
export const englishRules: readonly TextRule[] = [
  emojiByName,
  emoji,
  invisibleCharacters,
  lookAlikes,
  markdown,
  electronic,
  telephone,
  addresses,
  abbreviations,
  romanNumerals,
  initials,
  dates,
  ranges,
  times,
  arithmeticSigns,
  money,
  percents,
  units,
  ordinals,
  years,
  fractions,
  serials,
  decimals,
  numbers,
  symbols,
  repeatedMarks,
  letterSounds,
  tidySentences,
];
