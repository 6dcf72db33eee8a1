import { describe, expect, test } from 'vitest';
import { said } from './said';

/** Each is said within a sentence, so that neither end of the text helps. */
const within = (written: string) => said(`We say ${written} here.`).replace(/^We say (.*) here\.$/s, '$1');

const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  numbers: {
    '7': 'seven',
    '21': 'twenty one',
    '110': 'one hundred ten',
    '1,234': 'one thousand two hundred thirty four',
    '13000': 'thirteen thousand',
    '10 000': 'ten thousand',
    '9,000,000': 'nine million',
    '123,000,012': 'one hundred twenty three million twelve',
    '-5': 'minus five',
    '−5': 'minus five',
    '+3': 'plus three',
    '007': 'zero zero seven',
    '10K followers': 'ten thousand followers',
    '5M views': 'five million views',
    'a 4K screen': 'a four K screen',
    'code 90210': 'code nine zero two one zero',
    '12345678': 'one two three four five six seven eight',
  },
  decimals: {
    '3.14': 'three point one four',
    '0.004': 'zero point zero zero four',
    '.5': 'point five',
    '-0.5': 'minus zero point five',
    '1,234.5': 'one thousand two hundred thirty four point five',
    '2.5 million': 'two point five million',
    '2.5B': 'two point five billion',
    'version 2.0.1': 'version two point zero point one',
    'v1.0': 'v one point zero',
  },
  ordinals: {
    '1st': 'first',
    '2nd': 'second',
    '12th': 'twelfth',
    '21st': 'twenty first',
    '1,000th': 'one thousandth',
    '1ˢᵗ': 'first',
    '11st': 'eleven st',
  },
  fractions: {
    '1/2': 'one half',
    '3/4': 'three quarters',
    '3 1/4': 'three and one quarter',
    '2/3rds': 'two thirds',
    '31/32': 'thirty one thirty seconds',
    '½': 'one half',
    '2½': 'two and one half',
    '24/7': 'twenty four seven',
    '7/8-inch': 'seven eighths inch',
  },
  ranges: {
    '3-5': 'three to five',
    '10–12': 'ten to twelve',
    '1990-2000': 'nineteen ninety to two thousand',
    '5-10%': 'five to ten percent',
    '5%-10%': 'five percent to ten percent',
    '2-5lb': 'two to five pounds',
    '10:30-11:45': 'ten thirty to eleven forty five',
    '9am-5pm': 'nine AM to five PM',
    '1960s-1980s': 'nineteen sixties to nineteen eighties',
    '5,000-10,000': 'five thousand to ten thousand',
    'won 3-1': 'won three to one',
  },
  money: {
    '$3.50': 'three dollars fifty cents',
    $1: 'one dollar',
    '$0.02': 'two cents',
    '$1,234.56': 'one thousand two hundred thirty four dollars fifty six cents',
    '$2.5 million': 'two point five million dollars',
    '$1.5M': 'one point five million dollars',
    '£5k': 'five thousand pounds',
    '£2.05': 'two pounds five pence',
    '€20': 'twenty euros',
    '3,50 €': 'three euros fifty cents',
    '¥500': 'five hundred yen',
    '₹100': 'one hundred rupees',
    '-$5': 'minus five dollars',
    US$5: 'five US dollars',
    '20 USD': 'twenty US dollars',
    'EUR 30': 'thirty euros',
    '50¢': 'fifty cents',
    '$20/mo': 'twenty dollars per month',
    '$5-10': 'five to ten dollars',
    '$3–5 million': 'three to five million dollars',
    '$250-$300': 'two hundred fifty dollars to three hundred dollars',
    '$5M-$10M': 'five million dollars to ten million dollars',
    'a $20 bill': 'a twenty dollar bill',
  },
  percent: {
    '50%': 'fifty percent',
    '0.5 %': 'zero point five percent',
    '-2%': 'minus two percent',
    '5‰': 'five per mille',
  },
  units: {
    '5 km': 'five kilometers',
    '1 km': 'one kilometer',
    '3.2GHz': 'three point two gigahertz',
    '60 mph': 'sixty miles per hour',
    '20°C': 'twenty degrees Celsius',
    '1°F': 'one degree Fahrenheit',
    '-5°C': 'minus five degrees Celsius',
    '50 ft²': 'fifty square feet',
    '8 m2': 'eight square meters',
    '3 kg/m³': 'three kilograms per cubic meter',
    '9.8 m/s²': 'nine point eight meters per second squared',
    '100 km/h': 'one hundred kilometers per hour',
    '12/kg': 'twelve per kilogram',
    '1/2 km': 'one half kilometer',
    'a 5-km run': 'a five kilometer run',
    '5\'10"': 'five feet ten',
    '2x8 m2': 'two by eight square meters',
    '10 Gbps': 'ten gigabits per second',
    '7.2-millimeter': 'seven point two millimeter',
  },
  arithmetic: {
    '3 + 4 = 7': 'three plus four equals seven',
    '2 x 3': 'two times three',
    '2 × 3': 'two times three',
    '6 ÷ 2': 'six divided by two',
    '5 - 3 = 2': 'five minus three equals two',
    '2^10': 'two to the power of ten',
    'x² ': 'x squared',
    '±3': 'plus or minus three',
    '16:9': 'sixteen to nine',
    '~20': 'about twenty',
    '>90%': 'more than ninety percent',
    'x >= 5': 'x is greater than or equal to five',
    '5 < 6': 'five is less than six',
  },
};

describe.each(Object.keys(cases))('%s', (kind) => {
  test.each(Object.entries(cases[kind]!))('%s → %s', (written, expected) => {
    expect(within(written)).toBe(expected);
  });
});

test('the twelve numbers of a sentence that was heard wrong are words', () => {
  const numbers = [7, 12, 25, 48, 99, 100, 101, 365, 512, 750, 1250, 4096];
  const spoken = numbers.map((number) => said(`There are ${number} pages in this book.`));
  expect(spoken.every((text) => /^There are [a-z ]+ pages in this book\.$/.test(text))).toBe(true);
  expect(spoken.at(-2)).toBe('There are one thousand two hundred fifty pages in this book.');
});

test('a hundred digits are said one by one', () => {
  expect(said('1'.repeat(100)).toLowerCase()).toBe(Array(100).fill('one').join(' '));
});
