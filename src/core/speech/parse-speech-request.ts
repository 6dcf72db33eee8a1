import type { Fields } from '../data/untrusted-json';
import { fail } from '../failure';
import { type FamilyTraits, familyTraits } from '../model/families';
import type { Manifest } from '../package/manifest';
import { say } from '../sentence';
import { parsePronunciations } from '../text/pronunciations';
import { rulesOf } from '../text/said-text';
import { requireSomethingToSay } from '../text/something-to-say';
import { checkSpeakers } from '../text/speaker-tags';
import { textLanguage } from '../text/speech-profile';
import { parseFinishedPieces } from './parse-finished-pieces';
import { parseGrid } from './parse-grid';
import { parseSettings, settingFields } from './parse-settings';
import { parseVoices } from './parse-voices';
import { speechProfile } from './profile-of';
import { requestFields, requireKnown, wholeText } from './request-fields';
import type { SpeechRequest } from './speech-request';

/** Limit of about five hours of speech: longer texts are almost always a wrong file. */
const MAX_TEXT_LENGTH = 250_000;
const MAX_TEXT_RULES = 200;
const MAX_SCENE_CHARACTERS = 10_000;

/** More is never shown to a model: its positions are full long before. */
const MAX_EARLIER = 1000;

/** More engines than any machine has cores. */
const MAX_SHARES = 1024;

const known = new Set([
  'text',
  'voices',
  'earlier',
  'scenePrompt',
  'textRules',
  'pronunciations',
  'finishedPieces',
  'place',
  'share',
  ...settingFields,
]);

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
  const fields = requestFields(input, 'request');
  requireKnown(fields, known);
  const traits = familyTraits[manifest.spec.language.family];
  const text = parseText(fields);
  const voices = parseVoices(fields, manifest);
  // Without references the model makes up a voice for any tag.
  if (voices.length > 0) checkSpeakers(text, voices.length);
  const settings = parseSettings(fields, manifest);
  if (settings.referencesInSystemMessage) checkSystemMessage(traits);
  return {
    ...settings,
    text,
    voices,
    earlier: parseEarlier(fields, manifest),
    scenePrompt: parseScene(fields, manifest.defaults.scenePrompt, traits),
    textRules: parseTextRules(fields, manifest),
    pronunciations: parsePronunciations(fields.value('pronunciations') ?? []),
    seed: settings.seed ?? drawSeed(),
    finishedPieces: parseFinishedPieces(fields, manifest),
    place: parsePlace(fields),
    share: parseShare(fields),
  };
}

function parsePlace(request: Fields): SpeechRequest['place'] {
  if (!request.has('place')) return null;
  const fields = requestFields(request.value('place'), 'place');
  return {
    pieceCount: fields.count('pieceCount', 0, 2 ** 31),
    sentenceCount: fields.count('sentenceCount', 0, 2 ** 31),
    columnCount: fields.count('columnCount', 0, 2 ** 31),
    isLast: fields.flag('isLast'),
  };
}

function parseShare(request: Fields): SpeechRequest['share'] {
  if (!request.has('share')) return null;
  const fields = requestFields(request.value('share'), 'share');
  const count = fields.count('count', 1, MAX_SHARES);
  return { count, index: fields.count('index', 0, count - 1) };
}

function parseText(fields: Fields): string {
  const text = wholeText(fields, 'text', Number.POSITIVE_INFINITY);
  if (text.length > MAX_TEXT_LENGTH) {
    fail(
      'bad-request',
      say`The text has ${text.length} characters; at most ${MAX_TEXT_LENGTH} can be spoken at once. Split it into parts.`,
      { field: 'text', characterCount: text.length, maxTextLength: MAX_TEXT_LENGTH },
    );
  }
  requireSomethingToSay(text);
  return text;
}

function parseEarlier(fields: Fields, manifest: Manifest): SpeechRequest['earlier'] {
  if (!fields.has('earlier')) return [];
  return fields.list('earlier', MAX_EARLIER).map((item, index) => {
    const chunk = requestFields(item, `earlier speech ${index}`);
    const text = wholeText(chunk, 'text', MAX_TEXT_LENGTH);
    return { text, grid: parseGrid(chunk, 'grid', 1, manifest.spec.language.codebooks) };
  });
}

function parseTextRules(fields: Fields, manifest: Manifest): SpeechRequest['textRules'] {
  const chosen = fields.value('textRules') ?? null;
  if (chosen === null || chosen === 'all' || chosen === 'none') return chosen;
  if (!Array.isArray(chosen) || chosen.length > MAX_TEXT_RULES) {
    return fields.unexpected('textRules', say`all, none or a list of at most ${MAX_TEXT_RULES} entries`);
  }
  const language = textLanguage(speechProfile(manifest));
  const names = ['all', ...rulesOf(language).map(({ name }) => name)];
  if (chosen.every((rule) => names.includes(rule))) return chosen;
  return fields.refuse('textRules', say`holds a rule that is not known; there are ${names.join(', ')}`);
}

function parseScene(fields: Fields, otherwise: string | null, traits: FamilyTraits): string | null {
  const isGiven = fields.value('scenePrompt') !== undefined;
  const scene = (isGiven ? wholeText(fields, 'scenePrompt', MAX_SCENE_CHARACTERS) : (otherwise ?? '')).trim();
  if (scene === '') return null;
  if (traits.takesDescriptions) return scene;
  return fail(
    'bad-request',
    say`${traits.name} takes no scene description. Leave the scene empty, and write tags such as <|emotion:relief|> into the text.`,
    { field: 'scenePrompt' },
  );
}

function checkSystemMessage(traits: FamilyTraits): void {
  if (traits.takesDescriptions) return;
  fail('bad-request', say`${traits.name} has no system message to put references into. Switch that off.`, {
    field: 'referencesInSystemMessage',
  });
}
