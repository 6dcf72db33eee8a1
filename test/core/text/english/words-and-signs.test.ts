import { describe, expect, test } from 'vitest';
import { said } from './said';

const check = (cases: Readonly<Record<string, string>>) =>
  test.each(Object.entries(cases))('%s → %s', (written, expected) => {
    expect(said(written)).toBe(expected);
  });

describe('abbreviations and titles', () => {
  check({
    'Dr. Evil met Mr. Jones.': 'Doctor Evil met Mister Jones.',
    'Main St. is closed.': 'Main Street is closed.',
    'Visit St. Paul now.': 'Visit Saint Paul now.',
    'Nancy lived on 1428 Elm St. It was strange.':
      'Nancy lived on fourteen twenty eight Elm Street. It was strange.',
    'Santa Clara, CA 95051': 'Santa Clara, California nine five zero five one',
    'Bring food, e.g. bread.': 'Bring food, for example, bread.',
    'The rest, i.e., all.': 'The rest, that is, all.',
    'Cats, dogs, etc. are here.': 'Cats, dogs, et cetera are here.',
    'Cats, dogs, etc. The rest.': 'Cats, dogs, et cetera. The rest.',
    'Cats vs. dogs.': 'Cats versus dogs.',
    'No. 5 is alive.': 'Number five is alive.',
    'No. I do not.': 'No. I do not.',
    'He saw approx. 5 in Fig. 3.': 'He saw approximately five in Figure three.',
    'On Mon., Jan. 5.': 'On Monday, January fifth.',
    'He sat. The dog sat.': 'He sat. The dog sat.',
    'Come w/o me.': 'Come without me.',
  });
});

describe('initials and capitals', () => {
  check({
    'J. R. R. Tolkien wrote.': 'J R R Tolkien wrote.',
    'The FBI and NASA.': 'The F B I and nasa.',
    'In the U.S. he won.': 'In the U S he won.',
    'In the U.S. The end.': 'In the U S. The end.',
    'Plan A. Then we go.': 'Plan A. Then we go.',
    'STOP it NOW.': 'Stop it now.',
    'Two PDFs of the CEO.': 'Two P D Fs of the C E O.',
    'THIS IS A LOUD TEXT. IT IS THE FBI.': 'This is a loud text. It is the F B I.',
    'The IT department, do IT.': 'The I T department, do it.',
    'AT&T and R&D.': 'A T and T and R and D.',
  });
});

describe('signs', () => {
  check({
    'Tom & Jerry @ home.': 'Tom and Jerry at home.',
    '© 2024 A → B': 'Copyright twenty twenty four A to B',
    'upgrade / update': 'upgrade slash update',
    'and/or': 'and or',
    'Acme™ is #1.': 'Acme trademark is number one.',
    '§ 5': 'Section five',
    'f++': 'f plus plus',
  });
  test('a sign without a name is left out, and nothing is said for it', () => {
    expect(said('This ◆ is ▪ fine ~ ok ^ yes.')).toBe('This is fine ok yes.');
  });
});

describe('marks', () => {
  check({
    'Stop!!!!': 'Stop!',
    'What?!?!': 'What?',
    'Wait... what? Well… Yes': 'Wait, what? Well. Yes',
    'one—two': 'one - two',
    '!!!!': '!',
    '...': '.',
    '###': '',
  });
});

describe('Markdown', () => {
  check({
    '# A heading\ntext': 'A heading.\ntext',
    '## What now? ##\n\ntext': 'What now?\n\ntext',
    '- bread\n* milk\n+ eggs!': 'bread.\nmilk.\neggs!',
    '1. Buy\n2) Go': 'One, Buy.\nTwo, Go.',
    'a **bold** and _soft_ ~~word~~': 'a bold and soft word',
    'see [the site](https://x.org/a_b) and ![a cat](c.png)': 'see the site and a cat',
    'run `code` now': 'run code now',
    '> quoted text': 'quoted text',
    '```js\nlet x\n```': '\nlet x\n',
    'one\n\n---\n\ntwo': 'one\n\n\n\ntwo',
    '| a | b |\n|---|---|\n| c | d |': 'a, b.\n\nc, d.',
    'Tom &amp; <b>Jerry</b>': 'Tom and Jerry',
    'Dear <name>, your <order number>.': 'Dear name, your order number.',
    'if a<b and c>d': 'if a b and c d',
    'Use the `<div>` tag.': 'Use the div tag.',
    '<h1>News</h1><p>It <b class="x">rained</b>.</p><p>It stopped</p>': 'News.\nIt rained.\nIt stopped.',
    '<ul>\n<li>Milk</li>\n<li>Bread!</li>\n</ul>': '\nMilk.\nBread!\n',
    'One<br/>Two.<br>Three': 'One.\nTwo.\nThree',
    '<table><tr><td>a</td><td>b</td></tr></table>': 'a, b.',
    'Hi <script>let x = 1 < 2;</script>there<style>p { }</style>.': 'Hi there.',
    '2 * 3 * 4': 'Two times three times four',
    'Plan.\nBuy the bread.\n\nCall.': 'Plan.\nBuy the bread.\n\nCall.',
  });
});

describe('short forms', () => {
  check({
    'It took 1h 30m to do.': 'It took one hour thirty minutes to do.',
    '5m people left, it is 5m long.': 'Five million people left, it is five meters long.',
    'The ratio is 1:10 here.': 'The ratio is one to ten here.',
    'A 15" laptop and a 12 oz. can, a 5kg box and a 6\'2" man.':
      'A fifteen inch laptop and a twelve ounce can, a five kilogram box and a six foot two man.',
    'in 1905, 2005, 1800 and 2026':
      'in nineteen oh five, two thousand five, eighteen hundred and twenty twenty six',
    '0x1F and 2x4': 'Zero x one F and two by four',
    'It is 1.5E-3 or 2.0E6.':
      'It is one point five times ten to the minus three or two point zero times ten to the six.',
    'At 18h30.': 'At eighteen thirty.',
    'It is in m/s² and 5%/yr.': 'It is in meters per second squared and five percent per year.',
    'Add one tsp. of salt. See sec. 4.': 'Add one teaspoon of salt. See section four.',
    'the 5th c. BC': 'the fifth century B C',
    'Chapter Ⅳ': 'Chapter four',
    'a) first': 'a) first',
    'Use File > Open, as 3 > 2.': 'Use File, Open, as three is greater than two.',
    '2020-01-01T10:30:00Z': 'January first, twenty twenty at ten thirty UTC',
    'It is ¢5.': 'It is five cents.',
  });
});

describe('emoji', () => {
  check({
    'I like it 😀': 'I like it.',
    'I like it. 😀': 'I like it.',
    'I like it 😀 See you': 'I like it. See you',
    'I 😀 like it': 'I like it',
    'Hi 👩‍👩‍👧‍👦, you': 'Hi, you',
    'Flag 🇩🇪 and 1️⃣': 'Flag and one',
    '😀🎉': '',
    'ok :) fine': 'ok fine',
  });
});

describe('invisible and look-alike characters', () => {
  check({
    'zero\u200Bwidth and left\u200Emark': 'zerowidth and leftmark',
    'soft\u00ADhyphen, \uFEFFmark, word\u2060joiner': 'softhyphen, mark, wordjoiner',
    'no\u00A0break': 'no break',
    'don\u00B4t don\u02BCt don`t don\u2019t': "don't don't don't don't",
    '“Hi”': '"Hi"',
    ｆｕｌｌ: 'full',
    'ﬁne e\u0301': 'fine é',
    'café naïve': 'café naïve',
    '\u200D\uFE0F': '',
    '\uF0B7\tMilk\n\uF0A7 Bread\n\uF0B7Eggs': 'Milk.\nBread.\nEggs.',
    'a \uF0E0 b\uF8FF': 'a b',
    'note² and ² alone, ⁵ too, 3² and 5 m²': 'note and alone, too, three squared and five square meters',
    '٣ and ५ and ۱۲': 'Three and five and twelve',
    '\'\'Hi\'\' and """ho"""': '"Hi" and "ho"',
  });
});
