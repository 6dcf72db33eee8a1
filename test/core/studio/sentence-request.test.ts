import { expect, test } from 'vitest';
import { parseSpeechRequest } from '../../../src/core/speech/parse-speech-request';
import { pieceSound } from '../../../src/core/speech/piece-playback';
import type { SpokenPiece } from '../../../src/core/speech/speech-event';
import { synthesize } from '../../../src/core/speech/synthesizer';
import { rowsFor } from '../../../src/core/studio/rows';
import { parseScript } from '../../../src/core/studio/script';
import { contextTakes, sentenceRequest } from '../../../src/core/studio/sentence-request';
import { fakeManifest } from '../../fakes/fake-manifest';
import { letterTokenizer } from '../../fakes/letter-tokenizer';
import { codecSpec, LinearCodec } from '../../fakes/linear-codec';
import { ScriptedLanguageModel, scriptedSpec } from '../../fakes/scripted-language-model';
import { madeTake, studioTake } from '../../fakes/studio-takes';

const spec = scriptedSpec(2, 16, 4000);
const codec = new LinearCodec(codecSpec([4, 3]));
const manifest = fakeManifest({ spec: { language: spec, codec: codec.spec } });
const signal = new AbortController().signal;
let count = 0;
const { rows } = rowsFor(
  { rows: [], shelf: [] },
  parseScript('Anna: One here.\nBen: Two. Three.\nAnna: Four.', { language: 'en', notSpeakers: [] })
    .sentences,
  { newId: () => `r${++count}`, isKept: () => false },
);

test('the samples of a sentence are those of its codes, wherever it stands', async () => {
  const model = new ScriptedLanguageModel(spec, (column, codebook, code) => {
    if (column >= 40 && codebook === 0) return code === spec.codebooks.streamEos ? 90 : 0;
    return code === (column * 7 + codebook) % 16 ? 50 : 0;
  });
  const parts = { manifest, tokenizer: letterTokenizer(), model, codec, now: () => 0 };
  const input = sentenceRequest(rows[0]!, { type: 'plain' }, {}, 7, [], 'whole');
  const samples: number[] = [];
  let piece: SpokenPiece | null = null;
  for await (const event of synthesize(
    parts,
    parseSpeechRequest(input, manifest, () => 1),
    signal,
  )) {
    if (event.type === 'chunk') samples.push(...event.chunk.samples);
    if (event.type === 'piece') piece = event.piece;
  }
  const again = await pieceSound(piece!.codes, parts, signal);
  // The pause before it is no part of the sentence.
  expect(samples.slice(piece!.startSample)).toEqual([...again.samples]);
  expect(again.samples).toHaveLength(piece!.sampleCount);
  expect(again.samples.length).toBeGreaterThan(codec.spec.hopLengthSamples);
});

test('codes of another codec are refused', async () => {
  const codes = { codes: Int32Array.of(1, 2, 3), codebookCount: 3, frameCount: 1 };
  await expect(pieceSound(codes, { manifest, codec }, signal)).rejects.toThrow(/codes/);
});

test('a sentence is said by its own voice, after what that voice has said before', () => {
  const ben = { type: 'preset', id: 'ben' } as const;
  const made = madeTake({ voice: 'preset:ben' });
  const request = sentenceRequest(rows[1]!, ben, { pauseScale: 2, chunkMethod: 'none' }, 5, [made], 'live');
  expect(request).toMatchObject({ text: 'Two.', voices: [ben], seed: 5, pauseScale: 2, chunkMethod: 'auto' });
  expect(request.earlier).toEqual([{ text: 'One.', grid: made.codes[0] }]);
});

test('context comes from the same voice and model, the nearest takes before the row', () => {
  const takes = new Map([
    ['r1', studioTake({ id: 't1', voice: 'anna' })],
    ['r2', studioTake({ id: 't2', voice: 'ben' })],
    ['r3', studioTake({ id: 't3', voice: 'ben', model: 'other' })],
  ]);
  const context = (rowId: string, voice: string) =>
    contextTakes(rows, rowId, voice, 'fake', ({ id }) => takes.get(id) ?? null).map(({ id }) => id);
  expect(context('r4', 'anna')).toEqual(['t1']);
  expect(context('r3', 'ben')).toEqual(['t2']);
  expect(context('r4', 'ben')).toEqual(['t2']);
  expect(context('r1', 'anna')).toEqual([]);
});
