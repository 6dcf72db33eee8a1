import { readFileSync } from 'node:fs';
import { Template } from '@huggingface/jinja';
import { describe, expect, test } from 'vitest';
import type { CodeGrid } from '../../src/core/codec/code-grid';
import { parseLanguageSpec } from '../../src/core/model/parse-language-spec';
import { buildPrompt } from '../../src/core/prompt/build-prompt';
import type { PromptPiece } from '../../src/core/prompt/render';
import type { Turn, TurnPart } from '../../src/core/prompt/turn';
import { createTextTokenizer } from '../../src/platform/tokenizer/hugging-face-tokenizer';
import { promptText, renderPrompt } from '../core/prompt/reference-rendering';
import { goldenJson, goldenPath } from './golden';

type Message = {
  readonly role: Turn['role'];
  readonly content: string | readonly { type: 'text' | 'audio'; text?: string }[];
};
type Rendered = { readonly text: string; readonly input_ids: readonly number[] };
type Conversation = Rendered & {
  readonly id: string;
  readonly messages: readonly Message[];
  readonly num_reference_audios: number;
  readonly original: 'same' | Rendered;
};
type ForwardFile = {
  readonly prefill: readonly {
    readonly id: string;
    readonly input_ids: readonly number[];
    readonly audio_input_ids: readonly (readonly number[])[] | null;
    readonly reference_codes: readonly (readonly (readonly number[])[])[];
  }[];
};

const { conversations } = goldenJson<{ readonly conversations: readonly Conversation[] }>(
  'prompts/prompts.json',
);
const forward = goldenJson<ForwardFile>('forward/forward.json');
const spec = parseLanguageSpec(goldenJson('model-hf/config.json'));
const tokenizer = createTextTokenizer(
  readFileSync(goldenPath('text-tokenizer/tokenizer.json')),
  readFileSync(goldenPath('text-tokenizer/tokenizer_config.json')),
);

/** The golden messages as turns; the i-th audio is the i-th reference. */
function turnsOf(conversation: Conversation, references: readonly CodeGrid[]): readonly Turn[] {
  let next = 0;
  const part = (item: { type: 'text' | 'audio'; text?: string }): TurnPart =>
    item.type === 'text'
      ? { type: 'text', text: item.text ?? '' }
      : { type: 'audio', grid: references[next++]! };
  return conversation.messages.map(({ role, content }) => ({
    role,
    parts: typeof content === 'string' ? [{ type: 'text', text: content }] : content.map(part),
  }));
}

const silence: CodeGrid = {
  codes: new Int32Array(spec.codebooks.codebookCount),
  codebookCount: spec.codebooks.codebookCount,
  frameCount: 1,
};
const anyReferences = (conversation: Conversation) =>
  new Array<CodeGrid>(conversation.num_reference_audios).fill(silence);

/** Ids before audio is expanded: one placeholder for each. */
const unexpanded = (pieces: readonly PromptPiece[]) =>
  pieces.flatMap((piece) =>
    piece.type === 'text' ? tokenizer.encode(piece.text) : [tokenizer.specialId(piece.placeholder)],
  );

test('there are conversations', () => {
  expect(conversations.length).toBeGreaterThan(0);
});

describe.each(conversations)('$id', (conversation) => {
  const turns = turnsOf(conversation, anyReferences(conversation));

  test('the Hugging Face style is the reference text and ids', () => {
    const pieces = renderPrompt(turns, 'hugging-face');
    expect(promptText(pieces)).toBe(conversation.text);
    expect(unexpanded(pieces)).toEqual(conversation.input_ids);
  });

  test('the first release style is the reference text and ids', () => {
    const expected = conversation.original === 'same' ? conversation : conversation.original;
    const pieces = renderPrompt(turns, 'first-release');
    expect(promptText(pieces)).toBe(expected.text);
    expect(unexpanded(pieces)).toEqual(expected.input_ids);
  });

  test("the Hugging Face style is what the checkpoint's own template renders", () => {
    const template = new Template(readFileSync(goldenPath('text-tokenizer/chat_template.jinja'), 'utf8'));
    const config = goldenJson<{ readonly bos_token: string }>('text-tokenizer/tokenizer_config.json');
    const rendered = template.render({
      messages: conversation.messages,
      bos_token: config.bos_token,
      add_generation_prompt: true,
    });
    expect(promptText(renderPrompt(turns, 'hugging-face'))).toBe(rendered);
  });
});

describe('expanded prompts are the positions that the reference computes', () => {
  test.each(forward.prefill)('$id', (golden) => {
    const conversation = conversations.find(({ id }) => id === golden.id);
    expect(conversation).toBeDefined();
    const references = golden.reference_codes.map((rows) => ({
      codes: Int32Array.from(rows.flat()),
      codebookCount: rows.length,
      frameCount: rows[0]?.length ?? 0,
    }));
    const prompt = buildPrompt(
      renderPrompt(turnsOf(conversation!, references), 'hugging-face'),
      tokenizer,
      spec,
    );
    expect([...prompt.tokenIds]).toEqual(golden.input_ids);
    const audioIds: readonly number[] = [spec.tokenIds.audioOut, spec.tokenIds.audioDelay];
    const isAudio = golden.input_ids.map((id) => audioIds.includes(id));
    expect([...prompt.columnAt].map((column) => column >= 0)).toEqual(isAudio);
    expect(prompt.columns.length).toBe(isAudio.filter(Boolean).length * prompt.codebookCount);
    expect([...prompt.columns]).toEqual(golden.audio_input_ids?.flat() ?? []);
  });
});
