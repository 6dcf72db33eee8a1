import type { Fields } from '../data/untrusted-json';
import { say } from '../sentence';
import type { SpeechProfile } from '../text/speech-profile';

const MAX_WORDS = 10_000;
const MAX_SENTENCES = 1000;
const MAX_REMEMBERED = 10_000;
/** Cap above the letters of any alphabet. */
const MAX_LETTERS = 1000;
const MAX_LANGUAGES = 100;
const MAX_RULES = 200;
const MAX_TAGS = 1000;

/** @throws FailureError as `fields` refuses: 'bad-package' for a manifest, 'bad-checkpoint' for speech.json. */
export function parseSpeechProfile(fields: Fields): SpeechProfile {
  const pieces = fields.object('pieces');
  return {
    pieces: {
      maxWords: pieces.count('maxWords', 1, MAX_WORDS),
      maxSentences: pieces.isNull('maxSentences') ? null : pieces.count('maxSentences', 1, MAX_SENTENCES),
      remembered: pieces.count('remembered', 0, MAX_REMEMBERED),
    },
    length: fields.isNull('length') ? null : parseLength(fields.object('length')),
    languages: parseTexts(fields, 'languages', MAX_LANGUAGES).map((tag) =>
      isLanguageTag(tag)
        ? tag
        : fields.refuse('languages', say`holds “${tag.slice(0, 40)}”, which is no language tag`),
    ),
    letters: fields.textOrNull('letters', MAX_LETTERS),
    textRules: fields.value('textRules') === 'all' ? 'all' : parseTexts(fields, 'textRules', MAX_RULES),
    tags:
      !fields.has('tags') || fields.value('tags') === 'all' ? 'all' : parseTexts(fields, 'tags', MAX_TAGS),
  };
}

function parseLength(fields: Fields): SpeechProfile['length'] {
  return {
    secondsPerPiece: fields.number('secondsPerPiece', 0, 10),
    secondsPerLetter: fields.number('secondsPerLetter', 0.001, 10),
    secondsPerMark: fields.number('secondsPerMark', 0, 10),
    shortest: fields.number('shortest', 0, 1),
    longest: fields.number('longest', 1, 100),
  };
}

function parseTexts(fields: Fields, key: string, maxLength: number): readonly string[] {
  const list = fields.value(key);
  const isTexts = Array.isArray(list) && list.length <= maxLength;
  if (!isTexts) return fields.refuse(key, say`is not a list of at most ${maxLength} texts`);
  return list.map((item: unknown) =>
    typeof item === 'string' && item.length <= 100
      ? item
      : fields.refuse(key, say`holds something else than short texts`),
  );
}

/** A wrong tag would make the browser's text functions throw. */
function isLanguageTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
