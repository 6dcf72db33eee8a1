import type { TextRule } from '../text-rule';
import { apart, notInNumber, plainNumber, scaleWord } from './amounts';
import { cardinalWords, numberWords } from './number-words';
import { scaledNumber, scaledWords } from './scaled-numbers';

const decimal = new RegExp(String.raw`${notInNumber}(?=[\d,]{0,90}\.\d)(${plainNumber})(?!\.\d)`, 'gu');
const negative = new RegExp(String.raw`(?<![\p{L}\p{N}_)])-(?=[\d,]{0,90}\.\d)${plainNumber}(?!\.\d)`, 'gu');
const beforeScale = new RegExp(`${notInNumber}(${plainNumber})[ –-](?=${scaleWord})`, 'gu');
const version = /(?<![\p{N}.])\d{1,66}(?:\.\d{1,66}){2,20}(?![\p{N}])/gu;
const versionLetter = /(?<=(?<![\p{L}\p{N}])\p{L}{1,4})\d{1,9}(?:\.\d{1,9}){1,9}(?![\p{L}\p{N}])/gu;

/** `3.14`, `.5`, `2.0.1`. */
export const decimals: TextRule = {
  name: 'decimals',
  label: 'Decimals: 3.14, version 2.0.1',
  apply: (text) =>
    text
      .replace(scaledNumber, (match) => (match[1]!.includes('.') ? scaledWords(match) : null))
      .replace(versionLetter, ([written]) => ` ${written.split('.').map(cardinalWords).join(' point ')}`)
      .replace(version, ([written]) => written.split('.').map(cardinalWords).join(' point '))
      .replace(negative, ([number]) => numberWords(number))
      .replace(beforeScale, ([, number]) => (number!.includes('.') ? `${numberWords(number!)} ` : null))
      .replace(decimal, (match) => apart(match, numberWords(match[1]!))),
};
