import { normaliseText } from '../text/normalise';
import type { PromptFormat } from './prompt-format';
import { type PromptStyle, renderPrompt } from './render';
import { openingTurns } from './speech-turns';

/**
 * The rendering that V2 is used with. Both give the same positions for everything but references in the system turn,
 * and there the first release's is what the model was trained with; the other one also breaks the line between a lone
 * speaker name and its sound.
 */
export const defaultPromptStyle: PromptStyle = 'first-release';

/** What every prompt is made of, what sound adds, and what a scene adds. */
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
  openingTurns,
  render: (turns) => renderPrompt(turns, defaultPromptStyle),
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
