/**
 * Written tags of sound events, and the model's own tokens for them. Source: higgs-audio.md C.6, step 4. `SE`
 * is a sound event, `SE_s` and `SE_e` the start and end of a stretch.
 */
const events: Readonly<Record<string, string>> = {
  '[laugh]': '<SE>[Laughter]</SE>',
  '[humming start]': '<SE_s>[Humming]</SE_s>',
  '[humming end]': '<SE_e>[Humming]</SE_e>',
  '[music start]': '<SE_s>[Music]</SE_s>',
  '[music end]': '<SE_e>[Music]</SE_e>',
  '[music]': '<SE>[Music]</SE>',
  '[sing start]': '<SE_s>[Singing]</SE_s>',
  '[sing end]': '<SE_e>[Singing]</SE_e>',
  '[applause]': '<SE>[Applause]</SE>',
  '[cheering]': '<SE>[Cheering]</SE>',
  '[cough]': '<SE>[Cough]</SE>',
};

/** The tags that can be written. */
export const eventTags: readonly string[] = Object.keys(events);

const anyEvent = new RegExp(eventTags.map((tag) => tag.replace(/[[\]]/g, '\\$&')).join('|'), 'g');

/** Tags whose tokens a model has. @param known the model's own words for the tags; V2's by default. */
export function knownEventTags(
  specialTokens: readonly string[],
  known: Readonly<Record<string, string>> = events,
): readonly string[] {
  return Object.keys(known).filter((tag) => replaceEventTags(tag, specialTokens, known) !== '');
}

/**
 * @param known what a model has for the tags; V2's by default.
 * @param specialTokens a model without the tokens of an event would read them aloud: there the tag is left out.
 */
export function replaceEventTags(
  text: string,
  specialTokens: readonly string[],
  known: Readonly<Record<string, string>> = events,
): string {
  const tokens = new Set(specialTokens);
  return text.replace(anyEvent, (tag) => {
    const event = known[tag] ?? '';
    return (event.match(/<[^>]+>/g) ?? []).every((token) => tokens.has(token)) ? event : '';
  });
}
