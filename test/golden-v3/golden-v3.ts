import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTextTokenizer } from '../../src/platform/tokenizer/hugging-face-tokenizer';
import { goldenPath } from '../golden/golden';
import { GoldenSet } from '../golden/golden-set';

/** The set of V3; see data/README.md. Of its two loops we implement the one with masks, `rows`. */
export const v3 = new GoldenSet('GOLDEN_V3_DIR', '../golden-v3/data');

/** A file of the set of V2 that belongs to this one: `../golden` where it lies so, else the one that V2's tests use. */
export function pathInSecondSet(file: string): string {
  const beside = join(v3.folder, '..', 'golden', file);
  return existsSync(beside) ? beside : goldenPath(file);
}

export type Rows = readonly (readonly number[])[];

/** What `prompts.json` holds. */
export type PromptsFile = {
  readonly added_tokens: Readonly<Record<string, number>>;
  readonly bos: number;
  readonly eos: number;
  readonly references: readonly {
    readonly codes: Rows;
    readonly waveform: string;
    readonly codes_of_embedded_codec: Rows;
    readonly rows: Rows;
  }[];
  readonly prompts: readonly PromptCase[];
  readonly tokenize: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly decoded: string;
  }[];
};

export type PromptCase = {
  readonly id: string;
  readonly text: string;
  readonly references: readonly { readonly reference: number; readonly transcript: string | null }[];
  readonly rendered: string;
  readonly segments: readonly (
    | { readonly text: string }
    | { readonly reference: number; readonly rows: number }
  )[];
  readonly ids: readonly number[];
  readonly audio_row_positions: readonly number[];
};

export const promptsFile = v3.json<PromptsFile>('prompts.json');

export const tokenizer = createTextTokenizer(
  readFileSync(v3.path('text-tokenizer/tokenizer.json')),
  readFileSync(v3.path('text-tokenizer/tokenizer_config.json')),
);
export const tokenizerIds: ReadonlyMap<string, number> = new Map(Object.entries(promptsFile.added_tokens));
