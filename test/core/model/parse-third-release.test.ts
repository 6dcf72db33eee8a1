import { describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import { familyTraits } from '../../../src/core/model/families';
import { parseCodecSpec } from '../../../src/core/model/parse-codec-spec';
import { parseLanguageSpec } from '../../../src/core/model/parse-language-spec';
import { publishedCodecConfig } from '../../../src/core/model/published-codec';
import {
  huggingFaceCodec,
  huggingFaceShapes,
  smallerSecondRelease,
  thirdReleaseIds,
  thirdReleaseLanguage,
} from './published-configs';

function refusal(config: unknown, ids = thirdReleaseIds): string {
  try {
    parseLanguageSpec(config, ids);
  } catch (error) {
    if (error instanceof FailureError) return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

test('the published 4B is read, with the base of frequencies that its file lacks', () => {
  const spec = parseLanguageSpec(thirdReleaseLanguage(), thirdReleaseIds);
  expect(spec).toMatchObject({
    family: 'higgs-audio-v3',
    layerCount: 36,
    hiddenSize: 2560,
    headCount: 32,
    headDim: 128,
    feedForward: { type: 'shared', size: 9728 },
    queryKeyNorm: true,
    tiedAudioHead: true,
    rope: { theta: 1_000_000, scaling: null },
    maxPositionCount: 32768,
    codebooks: { codebookCount: 8, codebookSize: 1024, streamBos: 1024, streamEos: 1025 },
  });
  expect(spec.headCount * spec.headDim).not.toBe(spec.hiddenSize);
  expect(spec.tokenIds).toEqual({ audioOut: -100, audioDelay: -100, audioOutBos: 151670 });
});

test('a base of frequencies that is stated counts', () => {
  const config = thirdReleaseLanguage();
  config.text_config.rope_theta = 5000;
  expect(parseLanguageSpec(config, thirdReleaseIds).rope.theta).toBe(5000);
});

test('its licence is to be accepted, it takes no descriptions, and it has one rule for the end', () => {
  expect(familyTraits['higgs-audio-v3']).toMatchObject({
    mustAcceptLicence: true,
    takesDescriptions: false,
    endRules: ['robust'],
  });
});

describe('refused by name', () => {
  const audio = (change: object) => ({
    audio_encoder_config: { ...thirdReleaseLanguage().audio_encoder_config, ...change },
  });
  const text = (change: object) => ({ text_config: { ...thirdReleaseLanguage().text_config, ...change } });
  test.each<[string, object, RegExp]>([
    ['no text model', { text_config: undefined }, /text_config/],
    ['no audio table', { audio_encoder_config: undefined }, /audio_encoder_config/],
    ['another encoder', audio({ encoder_type: 'whisper' }), /encoder_type/],
    ['no delay', audio({ use_delay_pattern: false }), /use_delay_pattern/],
    ['an untied head', audio({ tie_word_embeddings: false }), /tie_word_embeddings/],
    ['another width of the table', audio({ out_dim: 64 }), /out_dim/],
    ['a table without codes', audio({ vocab_size: 2 }), /vocab_size/],
    ['absurd codebooks', audio({ num_codebooks: 1e6 }), /num_codebooks/],
    ['a window of attention', text({ use_sliding_window: true }), /use_sliding_window/],
    ['scaled frequencies', text({ rope_scaling: { rope_type: 'yarn' } }), /rope/],
    ['an audio token', { audio_token_id: 7 }, /audio_token_id/],
  ])('%s', (_, change, reason) => {
    expect(refusal({ ...thirdReleaseLanguage(), ...change })).toMatch(reason);
  });

  test('a tokenizer without one of its markers, or with one beyond the vocabulary', () => {
    for (const token of thirdReleaseIds.keys()) {
      const ids = new Map(thirdReleaseIds);
      ids.delete(token);
      expect(refusal(thirdReleaseLanguage(), ids)).toContain(token);
      expect(refusal(thirdReleaseLanguage(), ids.set(token, 151936))).toContain('beyond the vocabulary');
    }
  });
});

test('the codec that it carries without a config is the published one', () => {
  const shapes = huggingFaceShapes();
  expect(parseCodecSpec(publishedCodecConfig, shapes)).toEqual(parseCodecSpec(huggingFaceCodec(), shapes));
});

test.each([8, 12])('a smaller V2 with %d codebooks is read', (codebookCount) => {
  const spec = parseLanguageSpec(smallerSecondRelease(codebookCount));
  expect(spec).toMatchObject({ layerCount: 16, hiddenSize: 2048, headCount: 32, keyValueHeadCount: 8 });
  expect(spec.codebooks).toMatchObject({ codebookCount, codebookSize: 1024 });
});
