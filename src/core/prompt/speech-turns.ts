import type { CodeGrid } from '../codec/code-grid';
import { cleanDescription } from '../text/normalise';
import { checkSpeakers, speakersIn } from '../text/speaker-tags';
import { spokenTurn, type Turn, type TurnPart, textTurn } from './turn';

/** A speaker of the request, in the order SPEAKER0, SPEAKER1 … */
export type SpeakerVoice =
  | { readonly type: 'reference'; readonly grid: CodeGrid; readonly transcript: string }
  | { readonly type: 'profile'; readonly description: string }
  /** No reference: the model's own voice. */
  | { readonly type: 'own' };

export type SpeechScene = {
  readonly voices: readonly SpeakerVoice[];
  readonly scenePrompt: string | null;
  readonly referencesInSystemMessage: boolean;
};

/** The system texts that the model was trained with. Source: higgs-audio.md C.3. */
const instruction = 'Generate audio following instruction.';
const dialogueInstruction =
  'You are an AI assistant designed to convert text into speech.\n' +
  "If the user's message includes a [SPEAKER*] tag, do not read out the tag and generate speech for the following " +
  'text, using the specified voice.\n' +
  'If no speaker tag is present, select a suitable voice on your own.';

/**
 * Turns before the text to be spoken: system turn, scene, and the references as turns that were spoken
 * before. It depends on the whole text only through its speaker tags, so all chunks share it.
 * @param text all of it, normalised.
 * @param specialTokens of the tokenizer; scene, descriptions and transcripts are cleaned of them.
 * @throws FailureError 'bad-request' when the text names a speaker who has no voice.
 */
export function openingTurns(
  scene: SpeechScene,
  text: string,
  specialTokens: readonly string[],
): readonly Turn[] {
  const clean = (description: string) => cleanDescription(description, specialTokens);
  const description = scene.scenePrompt === null ? '' : clean(scene.scenePrompt);
  const hasVoices = scene.voices.some(({ type }) => type !== 'own');
  const speakers = speakersIn(text);
  if (hasVoices) checkSpeakers(text, scene.voices.length);

  if (!hasVoices && speakers.length > 1) {
    const lines = speakers.map(
      (speaker, index) => `SPEAKER${speaker}: ${index % 2 === 0 ? 'feminine' : 'masculine'}`,
    );
    return [textTurn('system', dialogueInstruction), ...sceneTurn(description, [textPart(lines.join('\n'))])];
  }
  // A profile is text without audio, which only a scene can hold.
  const inSystem = scene.referencesInSystemMessage || scene.voices.some(({ type }) => type === 'profile');
  if (hasVoices && inSystem) {
    return [textTurn('system', instruction), ...sceneTurn(description, voiceItems(scene.voices, clean))];
  }
  return [
    textTurn('system', instruction),
    ...sceneTurn(description, []),
    ...referenceTurns(scene.voices, clean),
  ];
}

/**
 * The conversation that makes the model speak `chunk`.
 * @param spoken chunks before it, oldest first, with the codes that were generated.
 * @param bufferSize how many of them the model is shown; null shows all.
 */
export function chunkTurns(
  opening: readonly Turn[],
  spoken: readonly { readonly text: string; readonly grid: CodeGrid }[],
  chunk: string,
  bufferSize: number | null,
): readonly Turn[] {
  const shown = bufferSize === null ? spoken : spoken.slice(Math.max(0, spoken.length - bufferSize));
  const history = shown.flatMap(({ text, grid }) => [textTurn('user', text), spokenTurn(grid)]);
  return [...opening, ...history, textTurn('user', chunk)];
}

function sceneTurn(description: string, items: readonly TurnPart[]): readonly Turn[] {
  const parts = description === '' ? items : [textPart(description), ...items];
  return parts.length === 0 ? [] : [{ role: 'scene', parts }];
}

/** Descriptions and references under their speaker's name; consecutive texts become one item, one line each. */
function voiceItems(voices: readonly SpeakerVoice[], clean: (text: string) => string): readonly TurnPart[] {
  const items: TurnPart[] = [];
  let lines: string[] = [];
  voices.forEach((voice, index) => {
    if (voice.type === 'profile') lines.push(`SPEAKER${index}: ${clean(voice.description)}`);
    if (voice.type !== 'reference') return;
    if (lines.length > 0) items.push(textPart(lines.join('\n')));
    lines = [];
    items.push(textPart(`SPEAKER${index}:`), { type: 'audio', grid: voice.grid });
  });
  return lines.length > 0 ? [...items, textPart(lines.join('\n'))] : items;
}

/** With one voice the transcript has no tag; with more, each begins with its tag. */
function referenceTurns(voices: readonly SpeakerVoice[], clean: (text: string) => string): readonly Turn[] {
  return voices.flatMap((voice, index) => {
    if (voice.type !== 'reference') return [];
    const tag = voices.length > 1 ? `[SPEAKER${index}] ` : '';
    return [textTurn('user', tag + clean(voice.transcript)), spokenTurn(voice.grid)];
  });
}

function textPart(text: string): TurnPart {
  return { type: 'text', text };
}
