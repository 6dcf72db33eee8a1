import type { CodeGrid } from '../../../src/core/codec/code-grid';
import { assert } from '../../../src/core/failure';
import { type PromptPiece, renderPrompt as renderFirstRelease } from '../../../src/core/prompt/render';
import type { Turn, TurnPart } from '../../../src/core/prompt/turn';

/**
 * The two reference renderings; the product has the first release's. They differ in whitespace (Hugging Face trims
 * every text), in the tokens around references in the system turn, and in how text is cut for the tokenizer.
 * Source: higgs-audio.md C.2, C.3.
 */
export type PromptStyle = 'hugging-face' | 'first-release';

export function renderPrompt(turns: readonly Turn[], style: PromptStyle): readonly PromptPiece[] {
  return style === 'hugging-face' ? renderHuggingFace(turns) : renderFirstRelease(turns);
}

/** The whole prompt as one text, each audio as its placeholder. */
export function promptText(pieces: readonly PromptPiece[]): string {
  return pieces.map((piece) => (piece.type === 'text' ? piece.text : piece.placeholder)).join('');
}

const header = (role: string) => `<|start_header_id|>${role}<|end_header_id|>\n\n`;
const text = (content: string): PromptPiece => ({ type: 'text', text: content });
const spoken = (grid: CodeGrid): readonly PromptPiece[] => [
  text('<|audio_out_bos|>'),
  { type: 'audio', placeholder: '<|AUDIO_OUT|>', grid },
  text('<|audio_eos|>'),
];

/** Renders like the published chat template. */
function renderHuggingFace(turns: readonly Turn[]): readonly PromptPiece[] {
  const [system, ...others] = turns;
  assert(system?.role === 'system', 'the Hugging Face template needs a system turn first');
  const first = system.parts[0];
  assert(first?.type === 'text', 'the system turn begins with text');
  const scene = others[0]?.role === 'scene' ? others.shift() : undefined;
  const pieces: PromptPiece[] = [text(`<|begin_of_text|>${header('system')}${first.text.trim()}`)];
  if (scene)
    pieces.push(text('\n\n<|scene_desc_start|>\n'), ...sceneItems(scene.parts), text('\n<|scene_desc_end|>'));
  pieces.push(text('<|eot_id|>'));
  for (const { role, parts } of others) {
    pieces.push(text(header(role)));
    if (role === 'assistant') pieces.push(...spoken(audioOf(parts[0])));
    else for (const part of parts) if (part.type === 'text') pieces.push(text(part.text.trim()));
    pieces.push(text('<|eot_id|>'));
  }
  pieces.push(text(`${header('assistant')}<|audio_out_bos|>`));
  return joined(pieces);
}

function sceneItems(items: readonly TurnPart[]): readonly PromptPiece[] {
  return items.flatMap((item, index) => {
    const isLast = index === items.length - 1;
    if (item.type === 'audio') return [text(' '), ...spoken(item.grid), text(isLast ? '' : '\n')];
    const gap = index === 0 ? '\n\n' : items[index + 1]?.type === 'audio' ? '' : '\n';
    return [text(item.text.trim() + (isLast ? '' : gap))];
  });
}

function audioOf(part: TurnPart | undefined): CodeGrid {
  assert(part?.type === 'audio', 'an assistant turn is audio');
  return part.grid;
}

/** The template is tokenised as one text; only audio, whose tokens are separate anyway, cuts it. */
function joined(pieces: readonly PromptPiece[]): readonly PromptPiece[] {
  const merged: PromptPiece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (piece.type === 'text' && last?.type === 'text')
      merged[merged.length - 1] = text(last.text + piece.text);
    else merged.push(piece);
  }
  return merged.filter((piece) => piece.type === 'audio' || piece.text !== '');
}
