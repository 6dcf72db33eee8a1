import { beforeAll, expect, test } from 'vitest';
import { openCatalogue } from '../../src/core/checkpoint/tensor-catalogue';
import type { ModelSpec } from '../../src/core/model/model-spec';
import { parseModelSpec } from '../../src/core/model/parse-model-spec';
import { folderCheckpoint } from '../../src/platform/node/folder-files';
import { goldenJson, goldenPath } from './golden';

const { special_tokens: specialTokens } = goldenJson<{
  readonly special_tokens: Readonly<Record<string, number>>;
}>('prompts/prompts.json');
const signal = new AbortController().signal;

async function specOf(language: string, codec: string, hubert?: string): Promise<ModelSpec> {
  const { tensors } = await openCatalogue(folderCheckpoint(goldenPath(codec)), codec, signal);
  return parseModelSpec({
    language: goldenJson(`${language}/config.json`),
    codec: goldenJson(`${codec}/config.json`),
    codecShapes: new Map([...tensors].map(([name, { dims }]) => [name, dims])),
    ...(hubert === undefined ? {} : { hubert: goldenJson(hubert) }),
    tokenizerIds: new Map(Object.entries(specialTokens)),
  });
}

let modern: ModelSpec;
let first: ModelSpec;
beforeAll(async () => {
  modern = await specOf('model-hf', 'codec-hf');
  first = await specOf('model-boson', 'codec-boson', 'codec-boson/hubert_base/config.json');
});

test('both layouts of the codec describe the same codec', () => {
  expect(first.codec).toEqual(modern.codec);
});

test('both layouts of the language model describe the same network', () => {
  // These three are spelled or set differently in the two published files.
  const { rope, maxPositionCount, tokenIds } = first.language;
  expect({ ...modern.language, rope, maxPositionCount, tokenIds }).toEqual(first.language);
  expect(modern.language.tokenIds.audioOut).toBe(tokenIds.audioOut);
  expect(modern.language.tokenIds.audioOutBos).toBe(tokenIds.audioOutBos);
});
