import { describe, expect, test } from 'vitest';
import { said } from './said';

const within = (written: string) => said(`We say ${written} here.`).replace(/^We say (.*) here\.$/s, '$1');

const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  times: {
    '10:30': 'ten thirty',
    '5:05 p.m.': 'five oh five PM',
    '17:00': 'seventeen hundred',
    '00:00': 'midnight',
    '0:05': 'twelve oh five AM',
    '01:00': "one o'clock",
    '5pm': 'five PM',
    '1.59 p.m.': 'one fifty nine PM',
    '12:45 pm EST': 'twelve forty five PM EST',
    '13:45 UTC': 'thirteen forty five UTC',
    '14:10:30': 'fourteen hours ten minutes and thirty seconds',
  },
  dates: {
    '12/03/2026': 'December third, twenty twenty six',
    '15.01.2020': 'the fifteenth of January twenty twenty',
    '2026-11-26': 'November twenty sixth, twenty twenty six',
    'March 3rd': 'March third',
    'Jan. 5, 2024': 'January fifth, twenty twenty four',
    '3 Mar 2026': 'the third of March twenty twenty six',
    'the 3rd of March': 'the third of March',
    'july 1876': 'July eighteen seventy six',
    'Jan 2-5': 'January second to fifth',
    'on 12/25': 'on December twenty fifth',
    'the 1990s': 'the nineteen nineties',
    "the '90s": 'the nineties',
    'mid-1980s': 'mid-nineteen eighties',
    '2019-20': 'twenty nineteen to twenty',
  },
  years: {
    'in 1999': 'in nineteen ninety nine',
    'in 2004': 'in two thousand four',
    'in 1066': 'in ten sixty six',
    'in 1906': 'in nineteen oh six',
    'in 2000': 'in two thousand',
    'in 44 BC': 'in forty four BC',
    'in AD 79': 'in AD seventy nine',
    'only 1999 items': 'only one thousand nine hundred ninety nine items',
    'a total of 1234 votes': 'a total of one thousand two hundred thirty four votes',
  },
  telephone: {
    '555-1234': 'five five five, one two three four',
    '(123) 123-5678': 'one two three, one two three, five six seven eight',
    '+44 20 7946 0958': 'plus four four, two zero, seven nine four six, zero nine five eight',
    '555-123-4567 ext. 12': 'five five five, one two three, four five six seven, extension one two',
    '1-800-GO-2-HAUL': 'one, eight hundred, go, two, haul',
    '192.168.0.1': 'one nine two dot one six eight dot zero dot one',
    '4111 1111 1111 1111': 'four one one one, one one one one, one one one one, one one one one',
  },
  codes: {
    A4: 'A four',
    B2B: 'B two B',
    'covid-19': 'covid nineteen',
    'F-16': 'F sixteen',
    MP3: 'MP three',
    '3D': 'three D',
    '20-year-old': 'twenty year old',
    RTX3090: 'RTX three zero nine zero',
    '7-eleven': 'seven eleven',
    '401(k)': 'four oh one k',
    'Room 101': 'Room one oh one',
  },
  'Roman numerals': {
    'Henry VIII': 'Henry the eighth',
    "Elizabeth II's": "Elizabeth the second's",
    'Chapter IV': 'Chapter four',
    'World War II': 'World War two',
    'PART XL': 'part forty',
    'Pope John Paul II': 'Pope John Paul the second',
    'the XVI century': 'the sixteenth century',
    'what I want': 'what I want',
    'Part I play': 'Part I play',
    'vitamin C': 'vitamin C',
    MCMXCIX: 'M C M X C I X',
  },
  'web addresses': {
    'a.bc@gmail.com': 'a dot BC at gmail dot com',
    'www.example.com/path': 'WWW dot example dot com slash path',
    'https://x.org': 'HTTPS colon slash slash X dot org',
    'file.txt': 'file dot TXT',
    '#MyDay': 'hashtag My Day',
    '@user_name': 'at user underscore name',
    '/usr/local/bin': 'slash usr slash local slash bin',
    'the end.In': 'the end.In',
  },
};

describe.each(Object.keys(cases))('%s', (kind) => {
  test.each(Object.entries(cases[kind]!))('%s → %s', (written, expected) => {
    expect(within(written)).toBe(expected);
  });
});

describe('the end of a sentence survives', () => {
  test.each([
    ['He came at 5 p.m. Then he left.', 'He came at five PM. Then he left.'],
    ['He came at 5 p.m. and left.', 'He came at five PM and left.'],
    ['It was 44 B.C. Rome fell.', 'It was forty four BC. Rome fell.'],
    ['See www.example.com. It is good.', 'See WWW dot example dot com. It is good.'],
    ['It fell to 20°C. Anna froze.', 'It fell to twenty degrees Celsius. Anna froze.'],
    ['It fell to 20°F. Anna froze.', 'It fell to twenty degrees Fahrenheit. Anna froze.'],
    ['He is 5 ft 2 in. Mary left.', 'He is five feet two inches. Mary left.'],
    ['It is 5in. Mary left.', 'It is five inches. Mary left.'],
    [
      'He lives in the U.S. Mary lives in the U.K. Peter left.',
      'He lives in the U S. Mary lives in the U K. Peter left.',
    ],
    ['He left the F.B.I. Mary stayed.', 'He left the F B I. Mary stayed.'],
    ['The U.S. Senate met.', 'The U S Senate met.'],
    ['He left Washington, D.C. Mary stayed.', 'He left Washington, D C. Mary stayed.'],
    ['She has a Ph.D. Then she left.', 'She has a P H D. Then she left.'],
    ['Take vitamin C. Drink water.', 'Take vitamin C. Drink water.'],
    ['I got an A. Bob got a B. Tom left.', 'I got an A. Bob got a B. Tom left.'],
    ['Plan B. Maria left.', 'Plan B. Maria left.'],
    ['It is 5 P.M. Come at 3pm. Go.', 'It is five PM. Come at three PM. Go.'],
    ['It is 9 EST. Mary left.', 'It is nine EST. Mary left.'],
    ['Acme Ltd. Peter left Acme Corp. Mary left.', 'Acme Limited. Peter left Acme Corporation. Mary left.'],
    ['The Smith Bros. Tim left.', 'The Smith Brothers. Tim left.'],
    [
      'J.K. Rowling and George W. Bush met Dr. A. Jones.',
      'J K Rowling and George W Bush met Doctor A Jones.',
    ],
    ['The answer is no. 5 people came.', 'The answer is no. Five people came.'],
    ['He said no. 5 left.', 'He said no. Five left.'],
    ['See no. 5, he is no. 1 in the charts.', 'See number five, he is number one in the charts.'],
    ['It ended. 25 people left.', 'It ended. Twenty five people left.'],
    ['12 people\n3 dogs', 'Twelve people\nThree dogs'],
  ])('%s', (written, expected) => void expect(said(written)).toBe(expected));
});
