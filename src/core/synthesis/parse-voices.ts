import { fail } from '../failure';
import { type FamilyTraits, familyTraits } from '../model/families';
import type { CodebookSpec } from '../model/model-spec';
import type { CodeGrid } from '../prompt/prompt';
import type { Manifest } from '../store/manifest';
import { type RequestFields, readRequestFields } from './request-fields';
import type { VoiceReference } from './speech-request';

/** More references than this fill the prompt and leave no room to speak. */
const MAX_VOICES = 16;
const MAX_TRANSCRIPT_CHARACTERS = 10_000;

/** The speakers of a request, in the order SPEAKER0, SPEAKER1 … */
export function parseVoices(request: RequestFields, manifest: Manifest): readonly VoiceReference[] {
  const traits = familyTraits[manifest.spec.language.family];
  return request.list('voices', MAX_VOICES).map((item, index) => {
    const fields = readRequestFields(item, `voice of SPEAKER${index}`, null);
    const type = fields.choice('type', ['preset', 'codes', 'profile', ''], '');
    if (type === 'preset') return { type, id: parsePreset(fields, manifest) };
    if (type === 'profile') {
      if (!traits.takesDescriptions) refuseProfile(traits, index);
      return { type, description: required(fields, 'description', 'describe the voice') };
    }
    if (type === 'codes') {
      const transcript = fields.text('transcript', MAX_TRANSCRIPT_CHARACTERS, '') ?? '';
      const isNeeded = traits.needsTranscripts && !request.flag('referencesInSystemMessage', false);
      if (transcript.trim() === '' && isNeeded) {
        fail(
          'bad-request',
          'The reference recording has no transcript. Write down what it says, word for word.',
          { field: 'transcript', speaker: index },
        );
      }
      return { type, grid: parseGrid(fields, manifest.spec.language.codebooks), transcript };
    }
    return fields.refuse('type', 'must be one of preset, codes, profile');
  });
}

function refuseProfile(traits: FamilyTraits, speaker: number): never {
  return fail(
    'bad-request',
    `${traits.name} cannot make a voice from a description. Choose a voice or record one.`,
    { field: 'voices', speaker },
  );
}

function parsePreset(fields: RequestFields, manifest: Manifest): string {
  const id = required(fields, 'id', 'name a voice');
  if (manifest.voices.some((voice) => voice.id === id)) return id;
  const names = manifest.voices.map((voice) => voice.id).join(', ');
  return fail('bad-request', `This model has no voice "${id}". It has ${names || 'none of its own'}.`, {
    field: 'voices',
    voice: id,
  });
}

function required(fields: RequestFields, key: string, what: string): string {
  const text = fields.text(key, MAX_TRANSCRIPT_CHARACTERS, '') ?? '';
  return text.trim() === '' ? fields.refuse(key, `is empty; ${what}`) : text;
}

function parseGrid(fields: RequestFields, spec: CodebookSpec): CodeGrid {
  const grid = fields.object('grid', null);
  const codebookCount = grid.count('codebookCount', 1, spec.codebookCount, 0);
  const frameCount = grid.count('frameCount', 1, 2 ** 20, 0);
  const codes = grid.codes('codes');
  if (codebookCount !== spec.codebookCount || codes.length !== codebookCount * frameCount) {
    return fields.refuse('grid', `does not hold ${spec.codebookCount} codes for each of its frames`);
  }
  if (codes.some((code) => code < 0 || code >= spec.codebookSize)) {
    return fields.refuse('grid', `holds a code outside 0 to ${spec.codebookSize - 1}`);
  }
  return { codes, codebookCount, frameCount };
}
