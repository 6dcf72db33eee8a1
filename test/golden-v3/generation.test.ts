import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeColumns } from '../../src/core/generation/decode';
import type { ModelPackage } from '../../src/core/package/model-package';
import type { CachedLanguageModel } from '../../src/platform/ort/cached-language-model';
import { forcedModel } from '../fakes/forced-model';
import { never, openLanguageModel } from '../golden/golden-model';
import { type Rows, v3 } from './golden-v3';
import { importV3, promptCase, promptOf } from './golden-v3-model';

type Case = {
  readonly id: string;
  readonly prompt: string;
  readonly max_new_tokens: number;
  readonly force?: readonly { readonly row: number; readonly codebook: number; readonly token: number }[];
  readonly rows: Rows;
  readonly stopped: 'eos' | 'max_new_tokens';
  readonly eos_row: number | null;
  readonly num_frames: number;
  readonly codes: Rows;
};

const golden = v3.json<Readonly<Record<'greedy' | 'forced' | 'caps', readonly Case[]>>>('generation.json');

let model: ModelPackage;
let language: CachedLanguageModel;
beforeAll(async () => {
  model = await importV3();
  language = await openLanguageModel(model);
});
afterAll(() => language.dispose());

describe.each(['greedy', 'forced', 'caps'] as const)('%s', (kind) => {
  test('there are cases', () => {
    expect(golden[kind].length).toBeGreaterThan(0);
  });

  test.each(golden[kind])('$id', async (one) => {
    const { codebooks } = model.manifest.spec.language;
    const prompt = promptOf(promptCase(one.prompt), model.manifest.spec.language);
    const forcing = forcedModel(language, (row) =>
      (one.force ?? []).flatMap(({ row: at, codebook, token }) => (at === row ? [[codebook, token]] : [])),
    );
    const settings = {
      sampling: { temperature: 0, topK: 0, topP: 1, rasWindowLength: 0, rasMaxRepeats: 1 },
      endRule: 'robust',
      maxNewColumns: one.max_new_tokens,
      choices: { draw: () => 0, redraw: () => 0 },
    } as const;
    const run = decodeColumns(forcing, prompt, settings, never);
    const rows: number[][] = [];
    const frames: number[][] = [];
    for (;;) {
      const next = await run.next();
      if (next.done) {
        expect(next.value.stopReason).toBe(one.stopped === 'eos' ? 'end-of-speech' : 'length');
        expect(next.value.columnCount).toBe(one.rows.length);
        break;
      }
      rows.push([...next.value.codes]);
      if (next.value.frame) frames.push([...next.value.frame]);
    }
    expect(rows).toEqual(one.rows);
    const endRow = rows.findIndex(([first]) => first === codebooks.streamEos);
    expect(endRow < 0 ? null : endRow).toBe(one.eos_row);
    expect(frames.length).toBe(one.num_frames);
    expect(one.codes.map((_, k) => frames.map((frame) => frame[k]))).toEqual(one.codes);
  });
});
