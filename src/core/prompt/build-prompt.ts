import { fail } from '../failure';
import type { LanguageSpec } from '../model/model-spec';
import { say } from '../sentence';
import { promptFormat } from './family-format';
import type { Prompt } from './prompt';
import { referenceColumns } from './reference-columns';
import type { PromptPiece } from './render';
import type { TextTokenizer } from './text-tokenizer';

/**
 * Turns rendered pieces into positions: ids of the text, and for each audio its delayed columns, one position each.
 * @throws FailureError 'bad-request' for a reference with other codebooks; 'bad-package' when the tokenizer lacks
 *   the prompt's own tokens; 'prompt-too-long' when not even one frame could follow.
 */
export function buildPrompt(
  pieces: readonly PromptPiece[],
  tokenizer: TextTokenizer,
  spec: LanguageSpec,
): Prompt {
  const { codebookCount } = spec.codebooks;
  checkTemplateTokens(pieces, tokenizer, spec);
  const tokenIds: number[] = [];
  const columnAt: number[] = [];
  const columns: number[] = [];
  for (const piece of pieces) {
    if (piece.type === 'text') {
      for (const id of tokenizer.encode(piece.text)) {
        tokenIds.push(id);
        columnAt.push(-1);
      }
      continue;
    }
    checkGrid(piece.grid, spec);
    const delayed = referenceColumns(piece.grid, spec);
    const length = delayed.length / codebookCount;
    const ids = placeholderIds(piece, length, tokenizer, spec);
    for (let i = 0; i < length; i++) {
      tokenIds.push(ids[i]!);
      columnAt.push(columns.length / codebookCount);
      for (let k = 0; k < codebookCount; k++) columns.push(delayed[i * codebookCount + k]!);
    }
  }
  checkLength(tokenIds.length, spec);
  return {
    tokenIds: Int32Array.from(tokenIds),
    columnAt: Int32Array.from(columnAt),
    columns: Int32Array.from(columns),
    codebookCount,
  };
}

/** The last `codebookCount - 1` positions have the delay id, where the layout has one. They embed their column alone. */
function placeholderIds(
  piece: Extract<PromptPiece, { type: 'audio' }>,
  length: number,
  tokenizer: TextTokenizer,
  spec: LanguageSpec,
): readonly number[] {
  if (piece.placeholder === '<|AUDIO|>') {
    const input = tokenizer.specialId(piece.placeholder) ?? missingToken(piece.placeholder);
    return new Array<number>(length).fill(input);
  }
  const tail = length - (spec.codebooks.codebookCount - 1);
  return Array.from({ length }, (_, i) => (i < tail ? spec.tokenIds.audioOut : spec.tokenIds.audioDelay));
}

/** A template token that the tokenizer does not know would be spelled out letter by letter, and garble the speech. */
function checkTemplateTokens(
  pieces: readonly PromptPiece[],
  tokenizer: TextTokenizer,
  spec: LanguageSpec,
): void {
  const needed = promptFormat(spec.family).templateTokens(pieces);
  for (const token of needed) if (tokenizer.specialId(token) === null) missingToken(token);
}

function missingToken(token: string): never {
  fail(
    'bad-package',
    say`The tokenizer of this model does not know ${token}, which this prompt needs. Leave out scene and voices, or use another model.`,
    { token },
  );
}

function checkGrid(
  grid: { codes: Int32Array; codebookCount: number; frameCount: number },
  spec: LanguageSpec,
): void {
  const { codebookCount, codebookSize } = spec.codebooks;
  if (grid.codebookCount !== codebookCount) {
    fail(
      'bad-request',
      say`The reference voice has ${grid.codebookCount} codebooks, the model ${codebookCount}. Encode it with this model.`,
    );
  }
  if (grid.codes.length !== codebookCount * grid.frameCount)
    throw new RangeError('codes do not fit their grid');
  if (!grid.codes.every((code) => code >= 0 && code < codebookSize)) {
    fail(
      'bad-request',
      say`The reference voice has codes outside 0 to ${codebookSize - 1}. Encode it with this model.`,
    );
  }
}

function checkLength(positionCount: number, spec: LanguageSpec): void {
  const needed = positionCount + spec.codebooks.codebookCount;
  if (needed <= spec.maxPositionCount) return;
  fail(
    'prompt-too-long',
    say`Text and voices take ${positionCount} positions, but the model has ${spec.maxPositionCount} for them and the speech together. Cut the text into chunks, or use a shorter reference.`,
    { positionCount, maxPositionCount: spec.maxPositionCount },
  );
}
