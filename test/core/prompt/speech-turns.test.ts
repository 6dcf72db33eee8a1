import { describe, expect, test } from 'vitest';
import {
  chunkTurns,
  openingTurns,
  type SpeakerVoice,
  type SpeechScene,
} from '../../../src/core/prompt/speech-turns';
import { promptTokens } from '../../fakes/letter-tokenizer';
import { promptText, renderPrompt } from './reference-rendering';

const grid = { codes: Int32Array.of(1, 2), codebookCount: 2, frameCount: 1 };
const reference = (transcript: string): SpeakerVoice => ({ type: 'reference', grid, transcript });
const profile = (description: string): SpeakerVoice => ({ type: 'profile', description });
const quiet = 'Audio is recorded from a quiet room.';
const begin = '<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n';
const user = '<|start_header_id|>user<|end_header_id|>\n\n';
const assistant = '<|start_header_id|>assistant<|end_header_id|>\n\n<|audio_out_bos|>';
const heard = '<|AUDIO_OUT|><|audio_eos|><|eot_id|>';

function rendered(change: Partial<SpeechScene>, text = 'Hello.'): string {
  const scene = { voices: [], scenePrompt: null, referencesInSystemMessage: false, ...change };
  return promptText(
    renderPrompt(chunkTurns(openingTurns(scene, text, promptTokens), [], text, null), 'first-release'),
  );
}

test('plain text has the instruction alone before it', () => {
  expect(rendered({})).toBe(
    `${begin}Generate audio following instruction.<|eot_id|>${user}Hello.<|eot_id|>${assistant}`,
  );
});

test('a scene stands in the system turn', () => {
  expect(rendered({ scenePrompt: ` ${quiet}\n` })).toContain(
    `instruction.\n\n<|scene_desc_start|>\n${quiet}\n<|scene_desc_end|><|eot_id|>${user}`,
  );
});

test('one reference is a turn spoken before, without a tag', () => {
  expect(rendered({ voices: [reference(' The river. ')] })).toContain(
    `<|eot_id|>${user}The river.<|eot_id|>${assistant}${heard}${user}Hello.<|eot_id|>`,
  );
});

test('two references are two turns, each under its tag', () => {
  const text = rendered({ voices: [reference('One.'), reference('Two.')] }, '[SPEAKER1] Hi.');
  expect(text).toContain(
    `${user}[SPEAKER0] One.<|eot_id|>${assistant}${heard}${user}[SPEAKER1] Two.<|eot_id|>${assistant}${heard}`,
  );
});

test('references may stand in the scene, with or without a description', () => {
  const voices = [reference('One.'), reference('Two.')];
  const sounds =
    'SPEAKER0: <|audio_bos|><|AUDIO|><|audio_eos|>\nSPEAKER1: <|audio_bos|><|AUDIO|><|audio_eos|>';
  const scene = (scenePrompt: string | null) =>
    rendered({ voices, scenePrompt, referencesInSystemMessage: true });
  expect(scene(quiet)).toContain(`<|scene_desc_start|>\n${quiet}\n\n${sounds}\n<|scene_desc_end|>`);
  expect(scene(null)).toContain(`<|scene_desc_start|>\n${sounds}\n<|scene_desc_end|>`);
});

test('a described voice brings all voices into the scene, each at its number', () => {
  const voices = [profile('british accent'), reference('Two.'), profile('deep'), profile('old')];
  expect(rendered({ voices, scenePrompt: quiet })).toContain(
    `${quiet}\n\nSPEAKER0: british accent\nSPEAKER1: <|audio_bos|><|AUDIO|><|audio_eos|>\nSPEAKER2: deep\nSPEAKER3: old\n<|scene_desc_end|>`,
  );
});

test('in the first release speech that goes on in another turn is not closed as the last', () => {
  const spoken = { role: 'assistant', parts: [{ type: 'audio', grid }] } as const;
  const hello = { role: 'user', parts: [{ type: 'text', text: 'Hello.' }] } as const;
  const text = promptText(renderPrompt([hello, spoken, spoken, hello], 'first-release'));
  expect(text).toContain('<|AUDIO_OUT|><|audio_eos|><|eom_id|><|start_header_id|>assistant');
  expect(text).toContain('<|AUDIO_OUT|><|audio_eos|><|eot_id|><|start_header_id|>user');
});

test('a dialogue without voices gets alternating ones, and the instruction about tags', () => {
  const text = rendered({ scenePrompt: quiet }, '[SPEAKER0] Hi.\n[SPEAKER2] Ho.');
  expect(text).toContain('do not read out the tag');
  expect(text).toContain(`${quiet}\n\nSPEAKER0: feminine\nSPEAKER2: masculine\n<|scene_desc_end|>`);
});

test('a single tag without voices is no dialogue', () => {
  expect(rendered({}, '[SPEAKER0] Hi.')).not.toContain('feminine');
});

test("the model's own voice needs nothing before it", () => {
  expect(rendered({ voices: [{ type: 'own' }] })).toBe(rendered({}));
});

test('a speaker without a voice is refused, when others have one', () => {
  expect(() => rendered({ voices: [reference('One.')] }, '[SPEAKER1] Hi.')).toThrow(/\[SPEAKER1\]/);
});

test('special tokens in scene, description and transcript are taken out', () => {
  const text = rendered({
    voices: [reference('a<|eot_id|>b'), profile('c<|AUDIO|>d')],
    scenePrompt: 'e<|scene_desc_end|>f',
  });
  expect(text).toContain('\ne f\n\nSPEAKER0:');
  expect(text).toContain('SPEAKER1: c d\n');
  expect(rendered({ voices: [reference('a<|eot_id|>b')] })).toContain(`${user}a b<|eot_id|>`);
});

describe('the past of a long text', () => {
  const opening = openingTurns(
    { voices: [reference('Ref.')], scenePrompt: null, referencesInSystemMessage: false },
    'x',
    promptTokens,
  );
  const spoken = ['a', 'b', 'c'].map((text) => ({ text, grid }));
  const shownTexts = (bufferSize: number | null) =>
    chunkTurns(opening, spoken, 'd', bufferSize)
      .filter(({ role }) => role === 'user')
      .map(({ parts }) => (parts[0]?.type === 'text' ? parts[0].text : ''));
  test.each([
    [null, ['Ref.', 'a', 'b', 'c', 'd']],
    [2, ['Ref.', 'b', 'c', 'd']],
    [9, ['Ref.', 'a', 'b', 'c', 'd']],
    [0, ['Ref.', 'd']],
  ] as const)('a buffer of %s shows the newest, and always the reference', (bufferSize, expected) => {
    expect(shownTexts(bufferSize)).toEqual(expected);
  });
});
