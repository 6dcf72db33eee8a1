import { assert } from '../failure';
import type { CodeGrid } from './prompt';
import type { Turn, TurnPart } from './turn';

/**
 * The two reference renderings. They differ in whitespace (Hugging Face trims every text), in the tokens around
 * references in the system turn, and in how text is cut for the tokenizer. Source: higgs-audio.md C.2, C.3.
 */
export type PromptStyle = 'hugging-face' | 'first-release';

/** A prompt in reading order. Each text piece is tokenised on its own; each audio piece stands for its columns. */
export type PromptPiece =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'audio';
      /** The token that stands for the sound; none in a family that has none. */
      readonly placeholder: '<|AUDIO_OUT|>' | '<|AUDIO|>' | '';
      readonly grid: CodeGrid;
    };

/**
 * @param turns system first (the first release allows none), then scene, then user and assistant in turn.
 * @returns pieces that end where the model goes on with audio.
 */
export function renderPrompt(turns: readonly Turn[], style: PromptStyle): readonly PromptPiece[] {
  return style === 'hugging-face' ? renderHuggingFace(turns) : renderFirstRelease(turns);
}

/** The whole prompt as one text, each audio as its placeholder. */
export function promptText(pieces: readonly PromptPiece[]): string {
  return pieces.map((piece) => (piece.type === 'text' ? piece.text : piece.placeholder)).join('');
}

const begin = '<|begin_of_text|>';
const header = (role: string) => `<|start_header_id|>${role}<|end_header_id|>\n\n`;
const generation = '<|audio_out_bos|>';
const text = (content: string): PromptPiece => ({ type: 'text', text: content });
const spoken = (grid: CodeGrid): readonly PromptPiece[] => [
  text('<|audio_out_bos|>'),
  { type: 'audio', placeholder: '<|AUDIO_OUT|>', grid },
  text('<|audio_eos|>'),
];

/** As the published chat template renders it. */
function renderHuggingFace(turns: readonly Turn[]): readonly PromptPiece[] {
  const [system, ...others] = turns;
  assert(system?.role === 'system', 'the Hugging Face template needs a system turn first');
  const first = system.parts[0];
  assert(first?.type === 'text', 'the system turn begins with text');
  const scene = others[0]?.role === 'scene' ? others.shift() : undefined;
  const pieces: PromptPiece[] = [text(begin + header('system') + first.text.trim())];
  if (scene)
    pieces.push(text('\n\n<|scene_desc_start|>\n'), ...sceneItems(scene.parts), text('\n<|scene_desc_end|>'));
  pieces.push(text('<|eot_id|>'));
  for (const { role, parts } of others) {
    pieces.push(text(header(role)));
    if (role === 'assistant') pieces.push(...spoken(audioOf(parts[0])));
    else for (const part of parts) if (part.type === 'text') pieces.push(text(part.text.trim()));
    pieces.push(text('<|eot_id|>'));
  }
  pieces.push(text(header('assistant') + generation));
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

/** The template is tokenised as one text; only audio, whose tokens stand alone anyway, cuts it. */
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

/** As the first release's code renders it: texts verbatim, every header, part and terminator tokenised alone. */
function renderFirstRelease(turns: readonly Turn[]): readonly PromptPiece[] {
  const messages = turns.flatMap((turn, index) => {
    if (turn.role === 'scene') return [];
    const scene = turns[index + 1];
    return [scene?.role === 'scene' ? { role: turn.role, parts: withScene(turn.parts, scene.parts) } : turn];
  });
  const pieces = messages.flatMap(({ role, parts }, index): PromptPiece[] => {
    const goesOn = role === 'assistant' && messages[index + 1]?.role === 'assistant';
    return [
      text((index === 0 ? begin : '') + header(role)),
      ...parts.flatMap((part) => firstReleasePart(part, role)),
      text(goesOn ? '<|eom_id|>' : '<|eot_id|>'),
    ];
  });
  return [...pieces, text(header('assistant')), text(generation)].filter(
    (piece) => piece.type === 'audio' || piece.text !== '',
  );
}

function firstReleasePart(part: TurnPart, role: Turn['role']): readonly PromptPiece[] {
  if (part.type === 'text') return [text(part.text)];
  if (role === 'assistant') return spoken(part.grid);
  return [
    text('<|audio_bos|>'),
    { type: 'audio', placeholder: '<|AUDIO|>', grid: part.grid },
    text('<|audio_eos|>'),
  ];
}

/** System text and scene become one run of parts, cut only at audio. */
function withScene(system: readonly TurnPart[], scene: readonly TurnPart[]): readonly TurnPart[] {
  const parts: TurnPart[] = [];
  let run = `${system.map((part) => (part.type === 'text' ? part.text : '')).join('')}\n\n<|scene_desc_start|>\n`;
  scene.forEach((item, index) => {
    const next = scene[index + 1];
    if (item.type === 'audio') {
      parts.push({ type: 'text', text: run }, item);
      run = next ? '\n' : '';
    } else if (next?.type === 'audio') run += `${item.text} `;
    else run += item.text + (next === undefined ? '' : index === 0 ? '\n\n' : '\n');
  });
  parts.push({ type: 'text', text: `${run}\n<|scene_desc_end|>` });
  return parts;
}
