import { fail } from '../failure';
import { type FamilyTraits, familyTraits } from '../model/families';
import type { Manifest } from '../store/manifest';
import { maxPronunciations, parsePronunciations } from '../text/pronunciations';
import { rulesOf } from '../text/said-text';
import { hasSomethingToSay, nothingToSay } from '../text/something-to-say';
import { checkSpeakers } from '../text/speaker-tags';
import { textLanguage } from '../text/speech-profile';
import { parseVoices } from './parse-voices';
import { speechProfile } from './plan-speech';
import { type RequestFields, readRequestFields } from './request-fields';
import type { SamplingSettings, SpeechRequest } from './speech-request';

/** About five hours of speech. Longer texts are almost always a file picked by mistake. */
export const maxTextLength = 250_000;
const MAX_SEED = 2 ** 32 - 1;
/** Sampling hotter than this is noise. */
const MAX_TEMPERATURE = 2;
const MAX_WINDOW = 1000;
const MAX_CHUNK_WORDS = 10_000;
const MAX_CHUNK_TURNS = 100;
const MAX_KEPT_CHUNKS = 10_000;
const MAX_PAUSE_SCALE = 10;
const MAX_RETAKES = 10;
const DEFAULT_RETAKES = 2;
const MAX_TEXT_RULES = 200;
const MAX_SCENE_CHARACTERS = 10_000;

const known = new Set<string>([
  'text',
  'voices',
  'scenePrompt',
  'referencesInSystemMessage',
  'chunkMethod',
  'chunkMaxWords',
  'chunkMaxTurns',
  'chunkBufferSize',
  'pauseScale',
  'retakes',
  'delivery',
  'textRules',
  'pronunciations',
  'sampling',
  'maxNewColumns',
  'seed',
  'endRule',
  'codecMode',
] satisfies (keyof SpeechRequest)[]);
const knownSampling = new Set<string>([
  'temperature',
  'topK',
  'topP',
  'rasWindowLength',
  'rasMaxRepeats',
] satisfies (keyof SamplingSettings)[]);

/**
 * Checks everything that a caller wrote and fills in the rest from the model's defaults.
 * @param input a SpeechRequestInput from anywhere, so nothing about it is believed.
 * @param drawSeed used only when the caller gave no seed.
 * @throws FailureError 'bad-request' with a sentence for the person who wrote it.
 */
export function parseSpeechRequest(
  input: unknown,
  manifest: Manifest,
  drawSeed: () => number,
): SpeechRequest {
  const fields = readRequestFields(input, 'request', known);
  const { defaults, spec } = manifest;
  const { codebooks, family, maxPositionCount } = spec.language;
  const traits = familyTraits[family];
  const text = parseText(fields);
  const voices = parseVoices(fields, manifest);
  // The hosted app's word for the whole text is null; who says nothing gets what the voice says well.
  const chunkMethod = fields.isNull('chunkMethod')
    ? 'none'
    : fields.choice('chunkMethod', ['auto', 'speaker', 'word', 'none'], 'auto');
  // Without references the model finds voices on its own, for any tag.
  if (voices.length > 0) checkSpeakers(text, voices.length);
  return {
    text,
    voices,
    scenePrompt: parseScene(fields, defaults.scenePrompt, traits),
    referencesInSystemMessage: parsePlaceOfReferences(fields, traits),
    chunkMethod,
    chunkMaxWords: fields.count('chunkMaxWords', 1, MAX_CHUNK_WORDS, 200),
    chunkMaxTurns: fields.count('chunkMaxTurns', 1, MAX_CHUNK_TURNS, 1),
    chunkBufferSize: fields.isNull('chunkBufferSize')
      ? null
      : fields.count(
          'chunkBufferSize',
          0,
          MAX_KEPT_CHUNKS,
          chunkMethod === 'auto' ? speechProfile(manifest).pieces.remembered : null,
        ),
    pauseScale: fields.number('pauseScale', 0, MAX_PAUSE_SCALE, 1),
    retakes: fields.count('retakes', 0, MAX_RETAKES, DEFAULT_RETAKES),
    delivery: fields.choice('delivery', ['live', 'whole'], 'live'),
    textRules: parseTextRules(fields, manifest),
    pronunciations: parsePronunciations(fields.list('pronunciations', maxPronunciations)),
    sampling: parseSampling(fields, manifest),
    // Fewer columns than codebooks, those of BOS alone aside, complete no frame.
    maxNewColumns: fields.count(
      'maxNewColumns',
      codebooks.codebookCount + traits.leadColumnCount,
      maxPositionCount,
      Math.min(defaults.maxNewColumns, maxPositionCount),
    ),
    seed: fields.count('seed', 0, MAX_SEED, null) ?? drawSeed(),
    endRule: fields.choice('endRule', traits.endRules, 'robust'),
    codecMode: fields.choice('codecMode', ['exact', 'fast'], 'exact'),
  };
}

function parseText(fields: RequestFields): string {
  const text = fields.text('text', Number.POSITIVE_INFINITY, null);
  if (text !== null && text.length > maxTextLength) {
    fail(
      'bad-request',
      `The text has ${text.length} characters; at most ${maxTextLength} can be spoken at once. Split it into parts.`,
      { field: 'text', characterCount: text.length, maxTextLength },
    );
  }
  if (text === null || !hasSomethingToSay(text)) fail('bad-request', nothingToSay, { field: 'text' });
  return text;
}

function parseTextRules(fields: RequestFields, manifest: Manifest): SpeechRequest['textRules'] {
  const chosen = fields.listOr('textRules', ['all', 'none'], MAX_TEXT_RULES);
  if (chosen === null || typeof chosen === 'string') return chosen;
  const language = textLanguage(speechProfile(manifest));
  const names = ['all', ...rulesOf(language).map(({ name }) => name)];
  return chosen.map((rule) => {
    const known = names.find((name) => name === rule);
    return (
      known ?? fields.refuse('textRules', `holds a rule that is not known; there are ${names.join(', ')}`)
    );
  });
}

function parseScene(fields: RequestFields, otherwise: string | null, traits: FamilyTraits): string | null {
  const scene = fields.isNull('scenePrompt')
    ? null
    : fields.text('scenePrompt', MAX_SCENE_CHARACTERS, otherwise);
  if (!scene?.trim()) return null;
  if (traits.takesDescriptions) return scene.trim();
  return fail(
    'bad-request',
    `${traits.name} takes no scene description. Leave the scene empty, and write tags such as <|emotion:relief|> into the text.`,
    { field: 'scenePrompt' },
  );
}

function parsePlaceOfReferences(fields: RequestFields, traits: FamilyTraits): boolean {
  const inSystem = fields.flag('referencesInSystemMessage', false);
  if (!inSystem || traits.takesDescriptions) return inSystem;
  return fail(
    'bad-request',
    `${traits.name} has no system message to put references into. Switch that off.`,
    {
      field: 'referencesInSystemMessage',
    },
  );
}

function parseSampling(request: RequestFields, manifest: Manifest): SamplingSettings {
  const { defaults, spec } = manifest;
  const fields = request.object('sampling', knownSampling);
  const topP = fields.number('topP', 0, 1, defaults.topP);
  if (topP === 0) fields.refuse('topP', 'must be above 0; 1 switches it off');
  return {
    temperature: fields.number('temperature', 0, MAX_TEMPERATURE, defaults.temperature),
    topK: fields.count('topK', 0, spec.language.codebooks.codebookSize + 2, defaults.topK),
    topP,
    rasWindowLength: fields.count('rasWindowLength', 0, MAX_WINDOW, defaults.rasWindowLength),
    rasMaxRepeats: fields.count('rasMaxRepeats', 1, MAX_WINDOW, defaults.rasMaxRepeats),
  };
}
