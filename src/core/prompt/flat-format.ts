import { assert } from '../failure';
import { controlEvents, controlTags } from '../text/control-tags';
import { knownEventTags } from '../text/event-tags';
import { cleanDescription } from '../text/normalise';
import { plainText } from '../text/plain-text';
import type { PromptFormat } from './prompt-format';
import type { PromptPiece } from './render';
import type { Turn, TurnPart } from './turn';

const begin = '<|tts|>';
const transcript = '<|ref_text|>';
const reference = '<|ref_audio|>';
const words = '<|text|>';
const speech = '<|audio|>';

/**
 * V3: markers in a row, nothing between them. Earlier speech comes as text and sound before the text to be spoken.
 * Source: higgs-audio.md H.5.
 */
export const flatFormat: PromptFormat = {
  prepareText: plainText,
  knownTags: (specialTokens) => [
    ...knownEventTags(specialTokens, controlEvents),
    ...controlTags.filter((tag) => specialTokens.includes(tag)),
  ],
  openingTurns(scene, _text, specialTokens) {
    // Older tokenizers have no marker for transcripts: there a reference goes without.
    const takesTranscripts = specialTokens.includes(transcript);
    return scene.voices.flatMap((voice): Turn[] => {
      if (voice.type !== 'reference') return [];
      const said = takesTranscripts ? cleanDescription(voice.transcript, specialTokens) : '';
      const text: TurnPart[] = said === '' ? [] : [{ type: 'text', text: said }];
      return [{ role: 'reference', parts: [...text, { type: 'audio', grid: voice.grid }] }];
    });
  },
  render(turns) {
    const pieces: PromptPiece[] = [];
    let run = begin;
    for (const { role, parts } of turns) {
      for (const part of parts) {
        if (part.type === 'text') {
          assert(role === 'reference' || role === 'user', `V3 has no turn of ${role} with text`);
          run += role === 'reference' ? transcript + part.text : words + part.text + speech;
          continue;
        }
        if (role === 'reference') run += reference;
        pieces.push({ type: 'text', text: run }, { type: 'audio', placeholder: '', grid: part.grid });
        run = '';
      }
    }
    return run === '' ? pieces : [...pieces, { type: 'text', text: run }];
  },
  templateTokens(pieces) {
    const uses = (token: string) =>
      pieces.some((piece) => piece.type === 'text' && piece.text.includes(token));
    return [begin, words, speech, ...[reference, transcript].filter(uses)];
  },
};
