import { describe, expect, test } from 'vitest';
import { buildPrompt } from '../../../src/core/prompt/build-prompt';
import { fitPrompt } from '../../../src/core/prompt/fit-prompt';
import { openingTurns } from '../../../src/core/prompt/speech-turns';
import type { Turn } from '../../../src/core/prompt/turn';
import { letterTokenizer, promptTokens } from '../../fakes/letter-tokenizer';
import { scriptedSpec } from '../../fakes/scripted-language-model';
import { renderPrompt } from './reference-rendering';

const tokenizer = letterTokenizer();
const noScene = { voices: [], scenePrompt: null, referencesInSystemMessage: false };
const opening = openingTurns(noScene, 'x', promptTokens);
const gridOf = (frameCount: number, code = 1) => ({
  codes: new Int32Array(2 * frameCount).fill(code),
  codebookCount: 2,
  frameCount,
});
const request = {
  opening,
  spoken: [],
  chunk: 'Hi.',
  bufferSize: null,
  room: 20,
  render: (turns: readonly Turn[]) => renderPrompt(turns, 'first-release'),
};

describe('positions of a prompt', () => {
  const spoken = [{ text: 'One.', grid: gridOf(3) }];
  const build = (style: 'first-release' | 'hugging-face') =>
    fitPrompt(
      { ...request, spoken, render: (turns) => renderPrompt(turns, style) },
      tokenizer,
      scriptedSpec(2, 4),
    );

  test('each column of sound takes one, between its markers', () => {
    const prompt = build('first-release');
    const audio = [...prompt.columnAt.entries()].filter(([, column]) => column >= 0);
    expect(audio.map(([, column]) => column)).toEqual([0, 1, 2, 3, 4, 5]);
    const first = audio[0]?.[0] ?? 0;
    expect(prompt.tokenIds[first - 1]).toBe(tokenizer.specialId('<|audio_out_bos|>'));
    expect(prompt.tokenIds[first + 6]).toBe(tokenizer.specialId('<|audio_eos|>'));
    expect([...prompt.columns]).toEqual([4, 4, 1, 4, 1, 1, 1, 1, 5, 1, 5, 5]);
  });

  test('the last columns of a reference have the delay id, the others the output id', () => {
    const ids = (prompt: ReturnType<typeof build>) =>
      [...prompt.tokenIds].filter((_, position) => prompt.columnAt[position]! >= 0);
    expect(ids(build('hugging-face'))).toEqual([7, 7, 7, 7, 7, 8]);
  });

  test('a prompt always ends where sound begins', () => {
    expect(build('first-release').tokenIds.at(-1)).toBe(tokenizer.specialId('<|audio_out_bos|>'));
  });
});

describe('what fits', () => {
  const spoken = Array.from({ length: 50 }, (_, i) => ({ text: `Part ${i}.`, grid: gridOf(30) }));
  const spec = scriptedSpec(2, 4, 600);

  test('as much of the newest past as leaves the room asked for', () => {
    const prompt = fitPrompt({ ...request, spoken }, tokenizer, spec);
    expect(prompt.tokenIds.length).toBeLessThanOrEqual(580);
    const text = tokenizer.decode(
      [...prompt.tokenIds].filter((_, position) => prompt.columnAt[position]! < 0),
    );
    const parts = [...text.matchAll(/Part (\d+)/g)].map(([, index]) => Number(index));
    expect(parts.at(-1)).toBe(49);
    expect(parts.length).toBeGreaterThan(2);
    const onePartMore = (prompt.tokenIds.length / (parts.length + 1)) * (parts.length + 2);
    expect(onePartMore).toBeGreaterThan(560);
  });

  test('no more of the past than the buffer holds, the newest of it', () => {
    for (const [bufferSize, shown] of [
      [0, []],
      [1, ['Part 49.']],
      [3, ['Part 47.', 'Part 48.', 'Part 49.']],
    ] as const) {
      const prompt = fitPrompt({ ...request, spoken, bufferSize }, tokenizer, spec);
      const text = tokenizer.decode(
        [...prompt.tokenIds].filter((_, position) => prompt.columnAt[position]! < 0),
      );
      expect(text.match(/Part \d+\./g) ?? []).toEqual(shown);
      expect(prompt.columns.length / 2).toBe(33 * shown.length);
    }
  });

  test('a chunk that leaves less room than asked for is spoken all the same, without a past', () => {
    const prompt = fitPrompt({ ...request, spoken, chunk: 'x'.repeat(400), room: 200 }, tokenizer, spec);
    expect(prompt.columns.length).toBe(0);
  });

  test('a chunk that leaves no room at all is refused with the numbers', () => {
    expect(() => fitPrompt({ ...request, spoken, chunk: 'x'.repeat(600) }, tokenizer, spec)).toThrow(/600/);
  });
});

describe('what does not belong to the model is refused', () => {
  const build = (grid: ReturnType<typeof gridOf>, tokens = promptTokens) =>
    buildPrompt(
      renderPrompt([...opening, { role: 'assistant', parts: [{ type: 'audio', grid }] }], 'first-release'),
      letterTokenizer(tokens),
      scriptedSpec(2, 4),
    );

  test('a reference with other codebooks', () => {
    expect(() => build({ codes: new Int32Array(3), codebookCount: 3, frameCount: 1 })).toThrow(/3 codebooks/);
  });
  test('a reference with special or negative codes', () => {
    expect(() => build(gridOf(2, 4))).toThrow(/codes outside 0 to 3/);
    expect(() => build(gridOf(2, -1))).toThrow(/codes outside/);
  });
  test('a tokenizer without the tokens of the prompt', () => {
    expect(() =>
      build(
        gridOf(1),
        promptTokens.filter((token) => token !== '<|eot_id|>'),
      ),
    ).toThrow(/<\|eot_id\|>/);
  });
  test('but text that only looks like a token of the prompt is text', () => {
    const prompt = fitPrompt({ ...request, chunk: 'a <|audio_in|> b' }, tokenizer, scriptedSpec(2, 4));
    expect(tokenizer.decode([...prompt.tokenIds])).toContain('a <|audio_in|> b');
  });
});
