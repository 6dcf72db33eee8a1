import { describe, expect, test } from 'vitest';
import { fitPrompt } from '../../../src/core/prompt/fit-prompt';
import { flatFormat } from '../../../src/core/prompt/flat-format';
import { chunkTurns, type SpeakerVoice } from '../../../src/core/prompt/speech-turns';
import { letterTokenizer } from '../../fakes/letter-tokenizer';
import { scriptedSpec } from '../../fakes/scripted-language-model';
import { promptText } from './reference-rendering';

const tokens = ['<|tts|>', '<|text|>', '<|ref_text|>', '<|ref_audio|>', '<|audio|>'];
const tokenizer = letterTokenizer(tokens);
const spec = {
  ...scriptedSpec(2, 4, 400),
  family: 'higgs-audio-v3',
  tokenIds: { audioOut: -100, audioDelay: -100, audioOutBos: tokenizer.specialId('<|audio|>')! },
} as const;
const gridOf = (frameCount: number) => ({
  codes: new Int32Array(2 * frameCount).fill(1),
  codebookCount: 2,
  frameCount,
});
const voice = (transcript: string): SpeakerVoice => ({ type: 'reference', grid: gridOf(3), transcript });
const opening = (voices: readonly SpeakerVoice[], specials = tokens) =>
  flatFormat.openingTurns({ voices, scenePrompt: null, referencesInSystemMessage: false }, 'x', specials);
const rendered = (voices: readonly SpeakerVoice[], specials = tokens) =>
  promptText(flatFormat.render(chunkTurns(opening(voices, specials), [], 'Hi.', null)));

describe('references', () => {
  test('stand in front, with what they say where that is known', () => {
    expect(rendered([])).toBe('<|tts|><|text|>Hi.<|audio|>');
    expect(rendered([voice('One.'), voice(' ')])).toBe(
      '<|tts|><|ref_text|>One.<|ref_audio|><|ref_audio|><|text|>Hi.<|audio|>',
    );
    expect(rendered([{ type: 'own' }])).toBe('<|tts|><|text|>Hi.<|audio|>');
  });

  test('go without transcripts where the tokenizer has no marker for them', () => {
    const older = tokens.filter((token) => token !== '<|ref_text|>');
    expect(rendered([voice('One.')], older)).toBe('<|tts|><|ref_audio|><|text|>Hi.<|audio|>');
  });

  test('cannot smuggle a marker in by their transcript', () => {
    expect(rendered([voice('a<|text|>b')])).toContain('<|ref_text|>a b<|ref_audio|>');
  });
});

describe('positions', () => {
  const spoken = Array.from({ length: 40 }, (_, i) => ({ text: `Part ${i}.`, grid: gridOf(20) }));
  const request = {
    opening: opening([voice('One.')]),
    spoken: spoken.slice(0, 1),
    chunk: 'Hi.',
    bufferSize: null,
    room: 20,
    render: flatFormat.render,
  };

  test('sound takes its columns and no more, and no token stands for it', () => {
    const prompt = fitPrompt(request, tokenizer, spec);
    const audio = [...prompt.tokenIds].filter((_, position) => prompt.columnAt[position]! >= 0);
    expect(audio).toEqual(new Array(4 + 21).fill(-100));
    expect([...prompt.columns.subarray(0, 8)]).toEqual([1, 4, 1, 1, 1, 1, 5, 1]);
    expect(prompt.tokenIds.at(-1)).toBe(spec.tokenIds.audioOutBos);
  });

  test('what was spoken before stands as text and sound; as much of it as fits', () => {
    const text = promptText(flatFormat.render(chunkTurns(request.opening, spoken.slice(0, 2), 'Hi.', null)));
    expect(text).toBe(
      '<|tts|><|ref_text|>One.<|ref_audio|><|text|>Part 0.<|audio|><|text|>Part 1.<|audio|><|text|>Hi.<|audio|>',
    );
    const prompt = fitPrompt({ ...request, spoken }, tokenizer, spec);
    expect(prompt.tokenIds.length).toBeLessThanOrEqual(380);
    expect(prompt.tokenIds.length).toBeGreaterThan(340);
  });

  test('a tokenizer without a marker that is needed is told', () => {
    const lacking = letterTokenizer(tokens.filter((token) => token !== '<|ref_audio|>'));
    expect(() => fitPrompt(request, lacking, spec)).toThrow(/<\|ref_audio\|>/);
  });
});
