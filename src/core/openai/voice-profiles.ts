/**
 * The hosted app's profiles in the words of the first release. Source: boson-ai/higgs-audio,
 * voice_prompts/profile.yaml.
 */
const profiles: ReadonlyMap<string, string> = new Map([
  [
    'male_en',
    'Male, American accent, modern speaking rate, moderate-pitch, friendly tone, and very clear audio.',
  ],
  [
    'female_en_story',
    'She speaks with a calm, gentle, and informative tone at a measured pace, with excellent articulation and very clear audio. She naturally brings storytelling to life with an engaging and personal tone.',
  ],
  [
    'male_en_british',
    'He speaks with a clear British accent and a conversational, inquisitive tone. His delivery is articulate and at a moderate pace, and very clear audio.',
  ],
  [
    'female_en_british',
    'A female voice with a clear British accent speaking at a moderate rate with a moderate-pitched tone in a very clear audio.',
  ],
]);

const MARK = 'profile:';

/** @returns the description behind `profile:`, by its name or in words; null for a name of a voice. */
export function profileDescription(name: string): string | null {
  if (!name.startsWith(MARK)) return null;
  const profile = name.slice(MARK.length).trim();
  return profiles.get(profile) ?? profile;
}
