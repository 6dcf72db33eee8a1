import type { TextTokenizer } from '../../src/core/prompt/text-tokenizer';

/** The special tokens that prompts are made of. */
export const promptTokens: readonly string[] = [
  '<|begin_of_text|>',
  '<|start_header_id|>',
  '<|end_header_id|>',
  '<|eot_id|>',
  '<|eom_id|>',
  '<|audio_bos|>',
  '<|audio_eos|>',
  '<|audio_out_bos|>',
  '<|AUDIO|>',
  '<|AUDIO_OUT|>',
  '<|scene_desc_start|>',
  '<|scene_desc_end|>',
  '<SE>',
  '</SE>',
];

/** One token per UTF-16 unit, special tokens from 100,000 on. */
export function letterTokenizer(specialTokens = promptTokens): TextTokenizer {
  const any = new RegExp(`(${specialTokens.map((token) => token.replaceAll('|', '\\|')).join('|')})`);
  const specialId = (token: string) =>
    specialTokens.includes(token) ? 100_000 + specialTokens.indexOf(token) : null;
  return {
    specialTokens,
    specialId,
    encode: (text) =>
      text.split(any).flatMap((part) => {
        const id = specialId(part);
        return id === null ? Array.from({ length: part.length }, (_, i) => part.charCodeAt(i)) : [id];
      }),
    decode: (ids) =>
      ids.map((id) => (id < 100_000 ? String.fromCharCode(id) : specialTokens[id - 100_000])).join(''),
  };
}
