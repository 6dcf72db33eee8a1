import { describe, expect, test } from 'vitest';
import { withOnlyWeights } from '../../../src/core/checkpoint/folder-views';
import { FailureError } from '../../../src/core/failure';
import { recogniseFiles } from '../../../src/core/library/recognise-files';
import { english } from '../../../src/core/sentence';
import type { GgufBlock } from '../../toy/gguf-blocks';
import { allBlocks, audioTableName, type GgufToy, ggufShape } from '../../toy/gguf-checkpoint';
import { importToy } from '../../toy/import-toy';
import { ToyFiles } from '../../toy/toy-files';
import { toyCheckpoint } from '../../toy-model';

const { signal } = new AbortController();

type Toy = GgufToy & { readonly isWrittenOut?: boolean };
const third = (gguf: Toy) => toyCheckpoint({ seed: 3, shape: ggufShape, layout: 'third-release', gguf });
const forms: readonly GgufToy[] = [
  ...allBlocks.map((body): GgufToy => ({ style: 'audio.cpp', body })),
  { style: 'studio', body: 'Q8_0', version: 2 },
  { style: 'studio', body: 'Q4_K', alignment: 256 },
];

test.each(forms)('V3 in $body, as $style writes it, has the values of its blocks', async (toy) => {
  const found = await importToy({ ...third(toy), withCloning: false });
  const expected = await importToy({ ...third({ ...toy, isWrittenOut: true }), withCloning: false });
  expect(found.manifest.shards).toEqual(expected.manifest.shards);
  expect(found.manifest.licence.name).toBe('Random numbers');
});

test('V2 in a GGUF file has them too, its codec beside it', async () => {
  const second = (gguf: Toy) => toyCheckpoint({ seed: 3, shape: ggufShape, layout: 'first-release', gguf });
  const toy: GgufToy = { style: 'audio.cpp', body: 'Q6_K' };
  const found = await importToy(second(toy));
  const expected = await importToy(second({ ...toy, isWrittenOut: true }));
  expect(found.manifest.shards).toEqual(expected.manifest.shards);
  expect(found.manifest.spec.language.family).toBe('higgs-audio-v2');
});

describe('what is heard should have 16 bits', () => {
  const codecMatrix = 'tied.embedding.modality_embeddings.0.model.fc2.weight';
  const withType = (name: string, dtype: GgufBlock, accepts = false) => {
    const dtypeOf = (other: string) => (other === name ? dtype : undefined);
    const toy: GgufToy = { style: 'audio.cpp', body: 'Q4_K', dtypeOf };
    return importToy({ ...third(toy), acceptsLowerQuality: accepts });
  };
  // Rows of the toy's fc2 are too short for any block.
  const shape = {
    ...ggufShape,
    codec: { ...ggufShape.codec, latentSize: 24, semantic: { ...ggufShape.codec.semantic, hiddenSize: 8 } },
  };
  const coarseCodec = (acceptsLowerQuality: boolean) => {
    const dtypeOf = (name: string) => (name === codecMatrix ? ('Q8_0' as const) : undefined);
    const gguf: GgufToy = { style: 'audio.cpp', body: 'Q8_0', dtypeOf };
    const toy = toyCheckpoint({ seed: 3, shape, layout: 'third-release', gguf });
    return { toy, run: () => importToy({ ...toy, acceptsLowerQuality }) };
  };

  test('a table of audio codes in Q8_0 is taken with a warning, which is shown with the model', async () => {
    const { warnings, manifest } = await withType(audioTableName, 'Q8_0');
    expect(warnings.map(english)).toEqual([
      expect.stringMatching(/table of audio codes.*GGUF Q8_0.*a little different/),
    ]);
    expect(manifest.notice).toContain(english(warnings[0]!));
  });

  test('with fewer bits it is refused, or taken by someone who accepts that', async () => {
    const error = await withType(audioTableName, 'Q6_K').catch((thrown: unknown) => thrown);
    if (!(error instanceof FailureError)) throw new Error('nothing was refused', { cause: error });
    expect(error.message).toMatch(/GGUF Q6_K.*pitch of voices shifts.*accept lower quality/);
    expect(error.failure.details).toEqual({ audibleLoss: 1 });
    const { warnings } = await withType(audioTableName, 'Q6_K', true);
    expect(warnings.map(english)).toEqual([expect.stringMatching(/GGUF Q6_K.*pitch of voices shifts/)]);
  });

  test('a codec that was quantised at all is refused, or taken, or replaced by one beside it', async () => {
    await expect(coarseCodec(false).run()).rejects.toThrow(
      /The codec has GGUF Q8_0.*name the folder of the codec/,
    );
    const { warnings, manifest } = await coarseCodec(true).run();
    expect(warnings.map(english)).toEqual([expect.stringMatching(/The codec has GGUF Q8_0/)]);
    expect(manifest.notice).toBe(english(warnings[0]!));
    const { codec } = toyCheckpoint({ seed: 3, shape });
    const beside = await importToy({ checkpoint: coarseCodec(false).toy.checkpoint, codec });
    expect(beside.warnings).toEqual([]);
  });

  test('nothing is said of a matrix of the body', async () => {
    expect((await withType('body.layers.0.mlp.up_proj.weight', 'Q4_0')).warnings).toEqual([]);
  });
});

describe('a GGUF file that was chosen', () => {
  const toy: GgufToy = { style: 'audio.cpp', body: 'Q8_0' };
  const { checkpoint, codec } = third(toy);
  const [[name, file]] = [...checkpoint.files] as [[string, Parameters<typeof checkpoint.files.set>[1]]];

  test('alone, or in a folder beside its codec, is a checkpoint', async () => {
    const alone = await recogniseFiles(new ToyFiles([[name, file]]), signal);
    expect(alone).toMatchObject({ type: 'checkpoint' });
    const config = codec.files.get('config.json')!;
    const folders = new ToyFiles([
      [`mine/${name}`, file],
      ['mine/codec/config.json', config],
    ]);
    const found = await recogniseFiles(folders, signal);
    if (found.type !== 'checkpoint' || !found.codec) throw new Error('the codec was not found');
    const { manifest } = await importToy({ checkpoint: found.checkpoint, codec: found.codec });
    const whole = await importToy({ checkpoint, codec });
    expect(manifest.shards).toEqual(whole.manifest.shards);
  });

  test('is told from others in its folder', async () => {
    const both = new ToyFiles([
      [name, file],
      ['other.gguf', file],
    ]);
    await expect(importToy({ checkpoint: both, codec })).rejects.toThrow(/several GGUF files/);
    const { manifest } = await importToy({ checkpoint: withOnlyWeights(both, 'other.gguf'), codec });
    expect(manifest.id).toBe('t');
  });

  test('and carries no config.json, none lying beside it, is refused in words', async () => {
    const studio = third({ style: 'studio', body: 'Q8_0', file: 'q8_0.gguf' }).checkpoint;
    studio.files.delete('config.json');
    const reason = /q8_0.gguf, of the architecture "higgs_tts", does not carry the config.json/;
    await expect(importToy({ checkpoint: studio, codec })).rejects.toThrow(reason);
    await expect(recogniseFiles(studio, signal)).rejects.toThrow(reason);
  });
});
