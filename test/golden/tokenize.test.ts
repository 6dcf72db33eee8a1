import { readFileSync } from 'node:fs';
import { AutoTokenizer, env } from '@huggingface/transformers';
import { beforeAll, describe, expect, test } from 'vitest';
import { createTextTokenizer } from '../../src/platform/tokenizer/hugging-face-tokenizer';
import { goldenFolder, goldenJson, goldenPath } from './golden';

type TokenizeFile = {
  readonly cases: readonly {
    readonly text: string;
    readonly input_ids: readonly number[];
    readonly decoded: string;
  }[];
};
type PromptsFile = {
  readonly conversations: readonly {
    readonly id: string;
    readonly text: string;
    readonly input_ids: readonly number[];
  }[];
};

const tokenizer = createTextTokenizer(
  readFileSync(goldenPath('text-tokenizer/tokenizer.json')),
  readFileSync(goldenPath('text-tokenizer/tokenizer_config.json')),
);
const { cases } = goldenJson<TokenizeFile>('prompts/tokenize.json');
const { conversations } = goldenJson<PromptsFile>('prompts/prompts.json');

test('there are cases', () => {
  expect(cases.length).toBeGreaterThan(0);
  expect(conversations.length).toBeGreaterThan(0);
});

describe('ids and text equal the reference', () => {
  test.each(cases)('$text', ({ text, input_ids: ids, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(decoded);
  });
  test.each(conversations)('prompt $id', ({ text, input_ids: ids }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
  });
});

describe('ids equal those of transformers.js from the same files', () => {
  let peer: Awaited<ReturnType<typeof AutoTokenizer.from_pretrained>>;
  beforeAll(async () => {
    env.allowRemoteModels = false;
    env.localModelPath = goldenFolder;
    peer = await AutoTokenizer.from_pretrained('text-tokenizer', { local_files_only: true });
  });
  const texts = [...cases.map(({ text }) => text), ...conversations.map(({ text }) => text)].filter(
    (text) => text !== '',
  );
  test.each(texts)('%s', (text) => {
    expect(tokenizer.encode(text)).toEqual(peer.encode(text, { add_special_tokens: false }));
  });
});
