import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseLanguageSpec } from '../../src/core/model/parse-language-spec';
import { delayCodes } from '../../src/core/prompt/delay-pattern';
import type { CpuCodecEncoder } from '../../src/platform/ort/cpu-codec-encoder';
import { promptText } from '../core/prompt/reference-rendering';
import { gridOf, never, openCodecEncoder } from '../golden/golden-model';
import { parseNpy } from '../golden/npy';
import { pathInSecondSet, promptsFile, tokenizer, tokenizerIds, v3 } from './golden-v3';
import { importV3, piecesOf, promptOf } from './golden-v3-model';

const { prompts, references, tokenize } = promptsFile;
const spec = parseLanguageSpec(v3.json('model/config.json'), tokenizerIds);

test('there is something to compare with', () => {
  for (const list of [prompts, references, tokenize]) expect(list.length).toBeGreaterThan(0);
});

test('the tokenizer has the ids that the set names', () => {
  for (const [token, id] of tokenizerIds) expect(tokenizer.specialId(token)).toBe(id);
  expect(spec.codebooks).toMatchObject({ streamBos: promptsFile.bos, streamEos: promptsFile.eos });
});

describe('text and ids', () => {
  test.each(tokenize)('$text', ({ text, ids, decoded }) => {
    expect(tokenizer.encode(text)).toEqual(ids);
    expect(tokenizer.decode(ids)).toBe(decoded);
  });
});

describe('prompts', () => {
  test.each(prompts)('$id', (one) => {
    const pieces = piecesOf(one);
    expect(promptText(pieces)).toBe(one.rendered);
    expect(pieces.map((piece) => (piece.type === 'text' ? piece.text : null))).toEqual(
      one.segments.map((segment) => ('text' in segment ? segment.text : null)),
    );
    const prompt = promptOf(one, spec);
    expect([...prompt.tokenIds]).toEqual(one.ids);
    const audio = [...prompt.columnAt.keys()].filter((position) => prompt.columnAt[position]! >= 0);
    expect(audio).toEqual(one.audio_row_positions);
    expect([...prompt.columns]).toEqual(
      one.references.flatMap(({ reference }) => references[reference]!.rows.flat()),
    );
  });
});

test.each(references)('reference rows have no columns of BOS or EOS alone: $waveform', ({ codes, rows }) => {
  expect([...delayCodes(gridOf(codes), spec.codebooks)]).toEqual(rows.flat());
});

/** Named from this set's folder. */
function waveOf(waveform: string): Float32Array {
  const bytes = readFileSync(pathInSecondSet(waveform.replace(/^\.\.\/golden\//, '')));
  return parseNpy(new Uint8Array(bytes), waveform).values as Float32Array;
}

describe.each(['carried', 'apart'] as const)('references by the %s codec', (codec) => {
  let encoder: CpuCodecEncoder;
  beforeAll(async () => {
    encoder = await openCodecEncoder(await importV3(codec));
  });
  afterAll(() => encoder.dispose());

  test.each(references)('$waveform', async (one) => {
    const grid = await encoder.encode(waveOf(one.waveform), never);
    expect(grid).toEqual(gridOf(codec === 'apart' ? one.codes : one.codes_of_embedded_codec));
  });
});
