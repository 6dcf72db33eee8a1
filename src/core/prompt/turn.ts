import type { CodeGrid } from '../codec/code-grid';

/** One item of a turn. Text is cleaned before it comes here: it must hold no special-token syntax of a user's. */
export type TurnPart =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'audio'; readonly grid: CodeGrid };

/**
 * `scene` follows `system` directly and is folded into it. `assistant` is what was spoken: a reference, or a
 * chunk generated before. In V3 references are `reference`: transcript, if any, and sound.
 */
export type Turn = {
  readonly role: 'system' | 'scene' | 'reference' | 'user' | 'assistant';
  readonly parts: readonly TurnPart[];
};

export const textTurn = (role: Turn['role'], text: string): Turn => ({
  role,
  parts: [{ type: 'text', text }],
});
export const spokenTurn = (grid: CodeGrid): Turn => ({ role: 'assistant', parts: [{ type: 'audio', grid }] });
