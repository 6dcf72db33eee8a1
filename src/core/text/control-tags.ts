/** Control tags of V3 inside a text, `<|category:value|>`. Source: higgs-audio.md H.6. */
const values = {
  emotion: [
    'elation',
    'amusement',
    'enthusiasm',
    'determination',
    'pride',
    'contentment',
    'affection',
    'relief',
    'contemplation',
    'confusion',
    'surprise',
    'awe',
    'longing',
    'arousal',
    'anger',
    'fear',
    'disgust',
    'bitterness',
    'sadness',
    'shame',
    'helplessness',
  ],
  style: ['singing', 'shouting', 'whispering'],
  prosody: [
    'speed_very_slow',
    'speed_slow',
    'speed_fast',
    'speed_very_fast',
    'pitch_low',
    'pitch_high',
    'pause',
    'long_pause',
    'expressive_high',
    'expressive_low',
  ],
  sfx: ['cough', 'laughter', 'crying', 'screaming', 'burping', 'humming', 'sigh', 'sniff', 'sneeze'],
} as const;

/** Every tag there is. A model knows those that its tokenizer has. */
export const controlTags: readonly string[] = Object.entries(values).flatMap(([category, names]) =>
  names.map((name) => `<|${category}:${name}|>`),
);

/** A tag of these categories, whatever its value. */
export const anyControlTag = new RegExp(`<\\|(?:${Object.keys(values).join('|')}):[^|<>]*\\|>`, 'g');

/** Sounds as people write them for V2; a tag of a sound is followed by its letters. */
export const controlEvents: Readonly<Record<string, string>> = {
  '[laugh]': '<|sfx:laughter|>Haha',
  '[cough]': '<|sfx:cough|>Ahem',
  '[humming start]': '<|sfx:humming|>Hmm',
};

export function isControlTag(token: string): boolean {
  return token.match(anyControlTag)?.[0] === token;
}

/**
 * Tags that the model does not know would be read aloud.
 * @param specialTokens of the model's tokenizer.
 * @returns the text without them, and each of them once.
 */
export function withoutUnknownTags(
  text: string,
  specialTokens: readonly string[],
): { readonly text: string; readonly unknown: readonly string[] } {
  const known = new Set(specialTokens);
  const unknown = new Set<string>();
  const cleaned = text.replace(anyControlTag, (tag) => {
    if (known.has(tag)) return tag;
    unknown.add(tag);
    return ' ';
  });
  return { text: cleaned, unknown: [...unknown] };
}
