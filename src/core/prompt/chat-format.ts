import { knownEventTags } from '../text/event-tags';
import { normaliseText } from '../text/normalise';
import type { PromptFormat } from './prompt-format';
import { renderPrompt } from './render';
import { openingTurns } from './speech-turns';

/** Special tokens of every prompt, of prompts with sound, and of prompts with a scene. */
const alwaysNeeded = [
  '<|begin_of_text|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<|eot_id|>',
  '<|audio_out_bos|>',
];
const neededByScene = ['<|scene_desc_start|>', '<|scene_desc_end|>'];

/** V2: turns with roles, as in a chat. Source: higgs-audio.md C. */
export const chatFormat: PromptFormat = {
  prepareText: (text, specialTokens) => ({ text: normaliseText(text, specialTokens), warnings: [] }),
  knownTags: (specialTokens) => knownEventTags(specialTokens),
  openingTurns,
  render: renderPrompt,
  templateTokens(pieces) {
    const needed = [...alwaysNeeded];
    if (pieces.some((piece) => piece.type === 'audio')) needed.push('<|audio_eos|>');
    if (pieces.some((piece) => piece.type === 'audio' && piece.placeholder === '<|AUDIO|>'))
      needed.push('<|audio_bos|>');
    const hasScene = pieces.some((piece) => piece.type === 'text' && piece.text.includes(neededByScene[0]!));
    if (hasScene) needed.push(...neededByScene);
    return needed;
  },
};
