import { describe, expect, test } from 'vitest';
import { planImport } from '../../../src/core/importer/import-plan';
import { openPackage } from '../../../src/core/package/model-package';
import {
  audioEmbedding,
  audioHead,
  codecTable,
  layer,
  quantised,
} from '../../../src/core/package/tensor-names';
import { renameTensor } from '../../toy/damage';
import { importToy } from '../../toy/import-toy';
import { publishedForms, publishedShapes } from '../../toy/published-shapes';
import type { ToyFiles } from '../../toy/toy-files';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint, toyPackage } from '../../toy-model';

const { signal } = new AbortController();
const third = () => toyCheckpoint({ seed: 1, shape: tiniestShape, layout: 'third-release' });
const second = () => toyCheckpoint({ seed: 1, shape: tiniestShape });

test('every tensor is found under its own names, the doubled heads are never read', async () => {
  const { manifest, errors } = await importToy(third());
  const { spec } = manifest;
  expect(spec.language).toMatchObject({ family: 'higgs-audio-v3', queryKeyNorm: true, tiedAudioHead: true });
  const names = manifest.tensors.map(({ name }) => name);
  expect(names).toContain(audioEmbedding);
  expect(names).not.toContain(audioHead);
  const { query, key, value, queryNorm, keyNorm, qkv } = layer(0);
  for (const name of [query, key, value]) expect(names).toContain(quantised(name));
  for (const name of [queryNorm, keyNorm]) expect(names).toContain(name);
  expect(names).not.toContain(quantised(qkv));
  expect(errors.find(({ group }) => group === 'feed-forward')?.tensorCount).toBe(
    3 * spec.language.layerCount,
  );
});

test('defaults, origin and licence are those of the family', async () => {
  const { manifest } = await importToy(third());
  expect(manifest.defaults).toMatchObject({
    temperature: 1,
    topK: 50,
    rasWindowLength: 0,
    scenePrompt: null,
  });
  expect(manifest.licence).toMatchObject({ name: 'Random numbers', mustAccept: true });
  expect(manifest.origin).toMatchObject({ languageLayout: 'third-release', codecLayout: 'hugging-face' });
  expect((await importToy(second())).manifest.licence.mustAccept).toBe(false);
});

test('without the licence beside the weights, its known terms are to be accepted', async () => {
  const { checkpoint, codec } = third();
  checkpoint.files.delete('LICENSE');
  const { licence } = (await importToy({ checkpoint, codec })).manifest;
  expect(licence).toMatchObject({ name: expect.stringMatching(/^Boson Higgs TTS 3/), mustAccept: true });
  expect(licence.text).toMatch(/research.*This is a summary/s);
});

test('the same weights, whatever the number of shards', async () => {
  const whole = await toyPackage({ seed: 1, shape: tiniestShape, layout: 'third-release', precision: 'q4' });
  const form = { layout: 'third-release', sharding: { count: 3 } } as const;
  const parts = await toyPackage({ seed: 1, shape: tiniestShape, precision: 'q4', ...form });
  expect(parts.manifest.shards).toEqual(whole.manifest.shards);
});

describe('the codec', () => {
  const tableOf = async (codec: ToyFiles) => {
    const { source } = await importToy({ checkpoint: third().checkpoint, codec });
    return await (await openPackage(source, signal)).readFloats(codecTable, signal);
  };

  test('that the checkpoint carries is taken, unless there is one beside it', async () => {
    const beside = second().codec; // the same numbers, but in 32 bits
    const carried = await tableOf(third().codec);
    const apart = await tableOf(beside);
    expect(carried).not.toEqual(apart);
    const largest = apart.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    carried.forEach((value, i) => void expect(Math.abs(value - apart[i]!)).toBeLessThan(0.05 * largest));
  });

  test('of the published checkpoint needs no config of its own', async () => {
    const full = publishedShapes['4b'];
    const { checkpoint } = toyCheckpoint({
      ...{ layout: 'third-release', vocabularySize: publishedForms['4b'].vocabularySize },
      seed: 1,
      shape: { ...full, language: { ...full.language, layerCount: 1 } },
    });
    const plan = await planImport({ checkpoint, precision: 'q4', id: 'v3', title: 'V3' }, signal);
    expect(plan.spec.codec).toMatchObject({ codebookCount: 8, latentSize: 256, strides: [8, 5, 4, 2, 3] });
    expect(plan.spec.language.headCount * plan.spec.language.headDim).toBe(4096);
  });

  test('that is carried is told from another one by its shapes', async () => {
    // Without a config the published codec is expected, which the toy's is not.
    const { checkpoint } = third();
    await expect(importToy({ checkpoint })).rejects.toThrow(/codec|acoustic/);
  });

  test('that is nowhere is asked for by name', async () => {
    const { checkpoint } = second();
    await expect(importToy({ checkpoint })).rejects.toThrow(
      /Name the folder of the codec \(bosonai\/higgs-audio-v2-tokenizer\)/,
    );
  });
});

describe('refused in words', () => {
  test('a norm is missing', async () => {
    const { checkpoint, codec } = third();
    renameTensor(checkpoint, 'body.layers.1.self_attn.q_norm.weight', 'other');
    await expect(importToy({ checkpoint, codec })).rejects.toThrow(/body.layers.1.self_attn.q_norm.weight/);
  });

  test('a tensor of the carried codec is missing', async () => {
    const { checkpoint, codec } = third();
    renameTensor(checkpoint, 'tied.embedding.modality_embeddings.0.model.fc2.bias', 'other');
    await expect(importToy({ checkpoint, codec })).rejects.toThrow(
      /codec checkpoint lacks the tensor "fc2.bias"/,
    );
  });

  test('the tokenizer is that of another model', async () => {
    const { checkpoint, codec } = third();
    for (const file of ['tokenizer.json', 'tokenizer_config.json']) {
      checkpoint.files.set(file, second().checkpoint.files.get(file)!);
    }
    await expect(importToy({ checkpoint, codec })).rejects.toThrow(/tokenizer files lack <\|tts\|>/);
  });
});
