import { expect, test } from 'vitest';
import { toGrid } from '../../../src/core/codec/codec-stream';
import { FailureError } from '../../../src/core/failure';
import type { PresetVoice } from '../../../src/core/package/manifest';
import { voicePreview } from '../../../src/core/speech/voice-preview';
import { fakeManifest } from '../../fakes/fake-manifest';
import { letterTokenizer } from '../../fakes/letter-tokenizer';
import { codecSpec, LinearCodec } from '../../fakes/linear-codec';
import { ScriptedLanguageModel, scriptedSpec } from '../../fakes/scripted-language-model';

const spec = scriptedSpec(2, 16, 4000);
const codec = new LinearCodec(codecSpec([4, 3]));
const recorded: PresetVoice = {
  id: 'ben',
  name: 'Ben',
  description: 'Low and dry',
  licence: 'CC0',
  transcript: 'Hello.',
  codes: [
    [1, 5, 15, 0, 7],
    [2, 4, 3, 9, 8],
  ],
};
const own: PresetVoice = { ...recorded, id: 'ada', transcript: null, codes: null };
const manifest = fakeManifest({ spec: { language: spec, codec: codec.spec }, voices: [own, recorded] });
const endColumn = 30;

function parts() {
  const model = new ScriptedLanguageModel(spec, (column, codebook, code) => {
    if (column >= endColumn && codebook === 0) return code === spec.codebooks.streamEos ? 90 : 0;
    return code === (column * 7 + codebook) % 16 ? 50 : 0;
  });
  return { manifest, tokenizer: letterTokenizer(), model, codec, now: () => 0 };
}
const preview = (id: string, signal = new AbortController().signal) => voicePreview(id, parts(), signal);

test('a recorded voice is its codes, decoded', async () => {
  const { samples, sampleRateHz } = await preview('ben');
  const frames = recorded.codes![0]!.map((_, frame) =>
    Int32Array.from(recorded.codes!, (row) => row[frame]!),
  );
  const decoded = await codec.decode(toGrid(frames, 2), new AbortController().signal);
  expect(samples).toEqual(decoded.map((sample) => Math.max(-1, Math.min(1, sample))));
  expect(sampleRateHz).toBe(codec.spec.sampleRateHz);
});

test('a voice without a recording says a few words, the same each time', async () => {
  const { samples } = await preview('ada');
  expect(samples.length).toBe((endColumn - 1) * codec.spec.hopLengthSamples);
  expect(samples.some((sample) => sample !== 0)).toBe(true);
  expect((await preview('ada')).samples).toEqual(samples);
});

test('an unknown voice is a failure, and an abort is obeyed', async () => {
  await expect(preview('nobody')).rejects.toThrow(FailureError);
  await expect(preview('nobody')).rejects.toThrow(/no voice "nobody"/);
  for (const id of ['ada', 'ben'])
    await expect(preview(id, AbortSignal.abort('enough'))).rejects.toBe('enough');
});
