import type { Fields } from '../data/untrusted-json';
import type { CodebookSpec } from '../model/model-spec';
import { say } from '../sentence';
import type { PresetVoice } from './manifest';

/** A minute at 25 frames a second; longer references only slow every prompt down. */
const MAX_FRAMES = 1500;

/** @throws FailureError 'bad-package' when its codes do not fit the model. */
export function parseVoice(fields: Fields, codebooks: CodebookSpec): PresetVoice {
  const transcript = fields.textOrNull('transcript', 10_000);
  return {
    id: fields.text('id', 200),
    name: fields.text('name', 200),
    description: fields.text('description', 2000),
    licence: fields.text('licence', 2000),
    transcript,
    codes: parseCodes(fields, codebooks, transcript === null),
  };
}

function parseCodes(fields: Fields, codebooks: CodebookSpec, none: boolean): PresetVoice['codes'] {
  const codes = fields.value('codes');
  if (none) return codes === null ? null : fields.refuse('codes', say`must be null without a transcript`);
  const { codebookCount, codebookSize } = codebooks;
  if (!Array.isArray(codes) || codes.length !== codebookCount) {
    return fields.refuse('codes', say`is not a list of ${codebookCount} codebooks`);
  }
  const frameCount: unknown = Array.isArray(codes[0]) ? codes[0].length : 0;
  const isRow = (row: unknown): row is number[] =>
    Array.isArray(row) &&
    row.length === frameCount &&
    row.length >= 1 &&
    row.length <= MAX_FRAMES &&
    row.every((code) => Number.isInteger(code) && code >= 0 && code < codebookSize);
  return codes.every(isRow)
    ? codes
    : fields.refuse('codes', say`is not 1 to ${MAX_FRAMES} codes below ${codebookSize} a codebook`);
}
