import type { CodeGrid } from '../codec/code-grid';
import type { Turn, TurnPart } from './turn';

/** A prompt in reading order. Each text piece is tokenised on its own; each audio piece stands for its columns. */
export type PromptPiece =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'audio';
      /** Placeholder token of the sound; none in a family that has none. */
      readonly placeholder: '<|AUDIO_OUT|>' | '<|AUDIO|>' | '';
      readonly grid: CodeGrid;
    };

const begin = '<|begin_of_text|>';
const header = (role: string) => `<|start_header_id|>${role}<|end_header_id|>\n\n`;
const generation = '<|audio_out_bos|>';
const text = (content: string): PromptPiece => ({ type: 'text', text: content });
const spoken = (grid: CodeGrid): readonly PromptPiece[] => [
  text('<|audio_out_bos|>'),
  { type: 'audio', placeholder: '<|AUDIO_OUT|>', grid },
  text('<|audio_eos|>'),
];

/**
 * Renders like the first release's code, which is how V2 was trained: texts verbatim, every header, part and
 * terminator tokenised alone. The chat template that Hugging Face publishes gives the same positions for
 * everything but references in the system turn. Source: higgs-audio.md C.2, C.3.
 * @param turns system, if any, then scene, then user and assistant in turn.
 * @returns pieces that end where the model goes on with audio.
 */
export function renderPrompt(turns: readonly Turn[]): readonly PromptPiece[] {
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
