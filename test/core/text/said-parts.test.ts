import { expect, test } from 'vitest';
import { type SaidPart, saidParts } from '../../../src/core/text/said-parts';
import { inVoiceLetters } from '../../../src/core/text/voice-letters';
import { voiceLetters, writtenOut } from '../../../src/core/text/voice-text';
import { englishVoice } from '../../fakes/fake-profile';

function parts(written: string): readonly SaidPart[] {
  const pronunciations = [{ written: 'Nguyen', said: 'win', matchCase: false, wholeWord: true }];
  const out = writtenOut(written, englishVoice, { rules: null, pronunciations });
  return saidParts(inVoiceLetters(out, voiceLetters(englishVoice)));
}

/** `[what is said|what is written]`, `{what is left out}` */
const drawn = (written: string) =>
  parts(written)
    .map((part) => {
      if (part.type === 'same') return part.text;
      return part.type === 'left-out' ? `{${part.written}}` : `[${part.text}|${part.written}]`;
    })
    .join('');

test.each([
  ['Nothing is other than written.', 'Nothing is other than written.'],
  ['The 3rd of 3 came.', 'The [third|3rd] of [three|3] came.'],
  ['Ask Nguyen twice.', 'Ask [win|Nguyen] twice.'],
  ['It costs 50%.', 'It costs [fifty percent|50%].'],
  ['Good жж day.', 'Good {жж} day.'],
  ['In Zürich.', 'In [Zurich|Zürich].'],
  ['One\nline\n\nand another.', 'One\nline\n\nand another.'],
])('%s', (written, expected) => {
  expect(drawn(written)).toBe(expected);
});

test('what cannot be seen is not shown as left out', () => {
  expect(parts('A\u200b word.').map(({ type }) => type)).not.toContain('left-out');
});

test('together the parts that are said are the whole said text', () => {
  const written = 'On 12/03/2026 Dr. Nguyen paid $3.50 😀 for **12** apples: жаба!\n# A heading\n* 3rd';
  const out = writtenOut(written, englishVoice, { rules: null, pronunciations: [] });
  const said = inVoiceLetters(out, voiceLetters(englishVoice));
  const texts = saidParts(said).map((part) => (part.type === 'left-out' ? '' : part.text));
  expect(texts.join('')).toBe(said.text);
});
