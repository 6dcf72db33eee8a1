import type { CodeGrid } from '../codec/code-grid';
import { FailureError } from '../failure';
import type { LanguageSpec } from '../model/model-spec';
import { buildPrompt } from './build-prompt';
import type { Prompt } from './prompt';
import type { PromptFormat } from './prompt-format';
import { referenceColumnCount } from './reference-columns';
import { chunkTurns } from './speech-turns';
import type { TextTokenizer } from './text-tokenizer';
import type { Turn } from './turn';

export type SpokenChunk = { readonly text: string; readonly grid: CodeGrid };

export type ChunkRequest = {
  /** Result of `openingTurns`. */
  readonly opening: readonly Turn[];
  /** Chunks spoken before, oldest first. */
  readonly spoken: readonly SpokenChunk[];
  readonly chunk: string;
  /** Limit of earlier chunks in the prompt; null is as many as fit. */
  readonly bufferSize: number | null;
  /** Positions to keep free for the speech of this chunk; when not even an empty past leaves them, less must do. */
  readonly room: number;
  readonly render: PromptFormat['render'];
};

/**
 * The prompt of one chunk with as much of the past as fits: a long text is never cut because its own past
 * fills the model's positions.
 * @throws FailureError 'prompt-too-long' when chunk and voices alone leave no room at all.
 */
export function fitPrompt(request: ChunkRequest, tokenizer: TextTokenizer, spec: LanguageSpec): Prompt {
  for (let shown = mostShown(request, spec); ; shown--) {
    const turns = chunkTurns(request.opening, request.spoken, request.chunk, shown);
    try {
      const prompt = buildPrompt(request.render(turns), tokenizer, spec);
      if (shown === 0 || prompt.tokenIds.length + request.room <= spec.maxPositionCount) return prompt;
    } catch (error) {
      const isTooLong = error instanceof FailureError && error.failure.kind === 'prompt-too-long';
      if (!isTooLong || shown === 0) throw error;
    }
  }
}

/** An upper bound by the sound alone, so that an hour of past is not tokenised only to be dropped. */
function mostShown({ spoken, bufferSize, room }: ChunkRequest, spec: LanguageSpec): number {
  const cap = Math.min(bufferSize ?? spoken.length, spoken.length);
  let positionCount = room;
  for (let shown = 0; shown < cap; shown++) {
    positionCount += referenceColumnCount(spoken[spoken.length - 1 - shown]!.grid.frameCount, spec);
    if (positionCount > spec.maxPositionCount) return shown;
  }
  return cap;
}
