import type { Fields } from '../data/untrusted-json';
import { fail } from '../failure';
import { type FamilyTraits, familyTraits } from '../model/families';
import type { Manifest } from '../package/manifest';
import { type Sentence, say } from '../sentence';
import { parseGrid } from './parse-grid';
import { requestFields, wholeText } from './request-fields';
import type { VoiceReference } from './speech-request';

/** Limit of references: more would fill the prompt and leave no room to speak. */
const MAX_VOICES = 16;
const MAX_TRANSCRIPT_CHARACTERS = 10_000;

/** The speakers of a request, in the order SPEAKER0, SPEAKER1 … */
export function parseVoices(request: Fields, manifest: Manifest): readonly VoiceReference[] {
  const traits = familyTraits[manifest.spec.language.family];
  if (!request.has('voices')) return [];
  return request.list('voices', MAX_VOICES).map((item, index) => {
    const fields = requestFields(item, `voice of SPEAKER${index}`);
    const type = fields.choice('type', ['preset', 'codes', 'profile']);
    if (type === 'preset') return { type, id: parsePreset(fields, manifest) };
    if (type === 'profile') {
      if (!traits.takesDescriptions) refuseProfile(traits, index);
      return { type, description: required(fields, 'description', say`describe the voice`) };
    }
    const transcript = wholeText(fields, 'transcript', MAX_TRANSCRIPT_CHARACTERS);
    const isNeeded = traits.needsTranscripts && request.value('referencesInSystemMessage') !== true;
    if (transcript.trim() === '' && isNeeded) {
      fail(
        'bad-request',
        say`The reference recording has no transcript. Write down what it says, word for word.`,
        { field: 'transcript', speaker: index },
      );
    }
    return { type, grid: parseGrid(fields, 'grid', 1, manifest.spec.language.codebooks), transcript };
  });
}

function refuseProfile(traits: FamilyTraits, speaker: number): never {
  return fail(
    'bad-request',
    say`${traits.name} cannot make a voice from a description. Choose a voice or record one.`,
    { field: 'voices', speaker },
  );
}

function parsePreset(fields: Fields, manifest: Manifest): string {
  const id = required(fields, 'id', say`name a voice`);
  if (manifest.voices.some((voice) => voice.id === id)) return id;
  const names = manifest.voices.map((voice) => voice.id).join(', ');
  return fail('bad-request', say`This model has no voice "${id}". It has ${names || say`none of its own`}.`, {
    field: 'voices',
    voice: id,
  });
}

function required(fields: Fields, key: string, what: Sentence): string {
  const text = wholeText(fields, key, MAX_TRANSCRIPT_CHARACTERS);
  return text.trim() === '' ? fields.refuse(key, say`is empty; ${what}`) : text;
}
