import { describe, expect, test } from 'vitest';
import { controlTags } from '../../../src/core/text/control-tags';
import { eventTags } from '../../../src/core/text/event-tags';
import { rulesOf, type SaidTextSettings, saidText } from '../../../src/core/text/said-text';
import { seededRandom } from '../../fakes/seeded-random';

const settings: SaidTextSettings = { language: 'en', rules: 'all', pronunciations: [] };
const said = (written: string, some: Partial<SaidTextSettings> = {}) =>
  saidText(written, { ...settings, ...some }).text;
const word = { matchCase: false, wholeWord: true };

describe('rules are chosen', () => {
  const written = 'Dr. Evil has $5 & 3 cats.';
  test('all, none, or by name', () => {
    expect(said(written)).toBe('Doctor Evil has five dollars and three cats.');
    expect(said(written, { rules: 'none' })).toBe(written);
    expect(said(written, { rules: ['money'] })).toBe('Dr. Evil has five dollars & 3 cats.');
    expect(said(written, { rules: ['symbols', 'abbreviations'] })).toBe(
      'Doctor Evil has dollar 5 and 3 cats.',
    );
  });
  test('a language without rules changes nothing, and a region belongs to its language', () => {
    expect(said(written, { language: 'de' })).toBe(written);
    expect(said(written, { language: 'constructor' })).toBe(written);
    expect(said('5 cats', { language: 'en-GB' })).toBe('Five cats');
  });
  test('every rule has its own name and a label', () => {
    const names = rulesOf('en').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z]+(-[a-z]+)*$/.test(name))).toBe(true);
    expect(rulesOf('en').every(({ label }) => label.length > 5 && label.length < 60)).toBe(true);
  });
  test('some rules are off unless they are named', () => {
    expect(said('Hi 👋 FBI')).toBe('Hi. F B I');
    expect(said('Hi 👋.', { rules: ['emoji-names', 'tidy'] })).toBe('Hi (waving hand).');
    expect(said('The FBI at 5 PM. A man and I.', { rules: ['times', 'initials', 'letter-sounds'] })).toBe(
      'The eff bee eye at five pee em. A man and I.',
    );
    expect(said('R = 3.2', { rules: ['decimals', 'symbols', 'letter-sounds', 'tidy'] })).toBe(
      'Ar equals three point two',
    );
  });
});

describe('tags are never touched', () => {
  const tags = [
    '[SPEAKER0]',
    '[SPEAKER12]',
    ...eventTags,
    ...controlTags,
    '[pause]',
    '[pause 0.5s]',
    '[pause 500ms]',
    '<break time="500ms"/>',
    '<break/>',
  ];
  test.each(tags)('%s', (tag) => {
    expect(said(`${tag} I have 3 cats. ${tag}\n${tag}`)).toBe(`${tag} I have three cats. ${tag}\n${tag}`);
    expect(said(`**${tag}** 5${tag}5`)).toContain(tag);
  });
  test('a break that is no tag is treated as text', () => {
    expect(said('[pause for 5s] x')).toBe('(pause for five seconds) x');
  });
  test('characters for private use in a text are left out by the rules, and tags stay', () => {
    expect(said('a \uE000 b \uE001 5 [pause] \uE000\uF8FFc')).toBe('a b five [pause] c');
    expect(said('a \uE000', { rules: 'none', pronunciations: [{ written: 'a', said: 'b', ...word }] })).toBe(
      'b \uE000',
    );
  });
});

describe('a person’s own words', () => {
  const list = [
    { written: 'Nguyen', said: 'win', ...word },
    { written: 'Dr.', said: 'drive', matchCase: true, wholeWord: false },
    { written: '$5', said: '$5 bill', matchCase: true, wholeWord: false },
  ];
  test('come before the rules, and what they make is final', () => {
    expect(said('Dr. Nguyen paid $5 and $6.', { pronunciations: list })).toBe(
      'drive win paid $5 bill and six dollars.',
    );
    expect(said('Nguyen 5', { rules: 'none', pronunciations: list })).toBe('win 5');
  });
  test('are not looked for in tags', () => {
    const pause = [{ written: 'pause', said: 'stop', ...word }];
    expect(said('[pause] pause', { pronunciations: pause })).toBe('[pause] stop');
  });
  test('keep what they stand for', () => {
    const text = saidText('Hi Nguyen, 5.', { ...settings, pronunciations: list });
    const at = text.text.indexOf('win');
    expect(text.writtenRange(at, at + 3)).toEqual({ start: 3, end: 9 });
  });
});

describe('the map through all rules', () => {
  test('names what each word stands for', () => {
    const text = saidText('Dr. Evil has **$5** at 10:30 [pause] & 20°C.', settings);
    const standsFor = (words: string) => {
      const at = text.text.indexOf(words);
      const { start, end } = text.writtenRange(at, at + words.length);
      return text.written.slice(start, end);
    };
    expect(text.text).toBe('Doctor Evil has five dollars at ten thirty [pause] and twenty degrees Celsius.');
    expect(standsFor('Doctor')).toBe('Dr.');
    expect(standsFor('Evil')).toBe('Evil');
    expect(standsFor('five dollars')).toBe('$5');
    expect(standsFor('ten thirty')).toBe('10:30');
    expect(standsFor('[pause]')).toBe('[pause]');
    expect(standsFor('twenty degrees Celsius')).toBe('20°C');
  });

  const pieces = [
    ...[
      '12',
      '3,456',
      '$',
      '€5',
      '%',
      '1/2',
      '½',
      '10:30',
      'p.m.',
      'Dr.',
      'St.',
      'FBI',
      'No.',
      'XIV',
      'Henry',
    ],
    ...[
      'http://a.b/c',
      'me@x.org',
      '#tag',
      '@',
      '&',
      '**',
      '_',
      '`',
      '[a](b)',
      '- ',
      '# ',
      '> ',
      '|',
      '\n',
      '\n\n',
    ],
    ...[
      '😀',
      '\u200B',
      '\u00B4',
      '…',
      '!!',
      '—',
      '-',
      ' ',
      ' ',
      ' ',
      'word',
      'May',
      '1999',
      "'90s",
      '5 km',
      'ﬁ',
      '\u0301',
    ],
    ...[
      '[pause]',
      '[SPEAKER0]',
      '<|emotion:awe|>',
      '[laugh]',
      '\uE000',
      '\uD83D',
      'é',
      'U.S.',
      '+1',
      '=',
      '...',
    ],
  ];
  test('lies inside the text, never goes backwards, and keeps every tag, for 1,500 seeded texts', () => {
    const random = seededRandom(17);
    for (let run = 0; run < 1500; run++) {
      const count = 1 + Math.floor(random() * 14);
      const written = Array.from({ length: count }, () => pieces[Math.floor(random() * pieces.length)]).join(
        '',
      );
      const list = [{ written: 'word', said: '5 & 6', ...word }];
      const text = saidText(written, { ...settings, pronunciations: random() < 0.5 ? list : [] });
      let last = { start: 0, end: 0 };
      for (let at = 0; at < text.length; at++) {
        const range = text.writtenRange(at, at + 1);
        expect(range.start >= last.start && range.end >= last.end, written).toBe(true);
        expect(range.start <= range.end && range.end <= written.length, written).toBe(true);
        last = range;
      }
      const tags = (one: string) => one.match(/\[(?:pause|SPEAKER0|laugh)\]|<\|emotion:awe\|>/g) ?? [];
      expect(tags(text.text), written).toEqual(tags(written));
    }
  });
  test('lines stay as many as they were', () => {
    const written = 'Plan.\n\nBuy 2 breads.\n- a\n- b\n\n\nCall.';
    expect(said(written).split('\n').length).toBe(written.split('\n').length);
  });
});
