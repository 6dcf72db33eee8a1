import { describe, expect, test } from 'vitest';
import { overwrite, parse, poison, rename, renameTensor, truncate } from '../../toy/damage';
import { importToy } from '../../toy/import-toy';
import { PAGE, POINTER } from '../../toy/substitutes';
import { bytesFile, jsonFile, type ToyFile, type ToyFiles } from '../../toy/toy-files';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint as anyCheckpoint, type ToyOptions } from '../../toy-model';

const toyCheckpoint = (options: ToyOptions) => anyCheckpoint({ shape: tiniestShape, ...options });

/** A JSON file with further fields; "@" in them becomes `text`, as Python's json writes it. */
function withText(file: ToyFile | undefined, fields: object, text: string): ToyFile {
  const json = JSON.stringify({ ...(file && parse(file)), ...fields }).replaceAll('"@"', text);
  return bytesFile(new TextEncoder().encode(json));
}

test('numbers that are not finite, and odd tensors, are read where nothing uses them', async () => {
  const odd = { initializer_range: '@', nested: { list: ['@', 'Infinity "NaN"'] } };
  for (const value of ['NaN', 'Infinity', '-Infinity']) {
    const { checkpoint, codec } = toyCheckpoint({ seed: 1 });
    for (const file of ['config.json', 'generation_config.json', 'tokenizer_config.json']) {
      checkpoint.files.set(file, withText(checkpoint.files.get(file), odd, value));
    }
    codec.files.set('config.json', withText(codec.files.get('config.json'), odd, value));
    expect((await importToy({ checkpoint, codec })).manifest.id).toBe('t');
  }
});

describe('a checkpoint is refused in words, and nothing is written, when', () => {
  type Damage = (checkpoint: ToyFiles, codec: ToyFiles) => void;
  const config =
    (change: object): Damage =>
    ({ files }) =>
      files.set('config.json', jsonFile({ ...parse(files.get('config.json')!), ...change }));
  const DOWN = 'model.layers.1.mlp.down_proj.weight';

  test.each<[string, Damage, RegExp]>([
    [
      'config.json is missing',
      ({ files }) => files.delete('config.json'),
      /checkpoint folder has no config.json/,
    ],
    [
      'the codec has no config.json',
      (_, { files }) => files.delete('config.json'),
      /codec folder has no config.json/,
    ],
    [
      'config.json is not JSON',
      ({ files }) => files.set('config.json', bytesFile(new Uint8Array([1]))),
      /config.json is not valid JSON/,
    ],
    ['the tokenizer is missing', ({ files }) => files.delete('tokenizer.json'), /no tokenizer.json/],
    ['it is another model', config({ model_type: 'llama' }), /"model_type" is "llama"/],
    [
      'the weights are missing',
      ({ files }) => files.delete('model.safetensors'),
      /checkpoint folder holds neither/,
    ],
    [
      'the codec is no archive of PyTorch',
      (_, { files }) => rename(files, 'model.safetensors', 'model.pth'),
      /model.pth is no PyTorch archive/,
    ],
    [
      'a tensor is missing',
      (c) => renameTensor(c, DOWN, 'other'),
      /language checkpoint lacks the tensor "model.layers.1.mlp.down_proj.weight"/,
    ],
    [
      'a codec tensor is missing',
      (_, c) => renameTensor(c, 'fc2.bias', 'other'),
      /codec checkpoint lacks the tensor "fc2.bias"/,
    ],
    [
      'a shape is wrong',
      config({ intermediate_size: 96 }),
      /has the shape \[80, 64\], but its config.json asks for \[96, 64\]/,
    ],
    [
      'there are more layers than weights',
      config({ num_hidden_layers: 3 }),
      /lacks the tensor "model.layers.2/,
    ],
    ['codec and model differ', config({ num_codebooks: 7 }), /does not belong to this model/],
    [
      'a weight is NaN',
      (c) => poison(c, DOWN, 1234),
      /In model.safetensors, the tensor "model.layers.1.mlp.down_proj.weight" holds NaN at element 1234/,
    ],
    [
      'a codec weight is NaN',
      (_, c) => poison(c, 'acoustic_decoder.conv1.weight', 5),
      /"acoustic_decoder.conv1.weight" holds NaN at element 5/,
    ],
    ['the file is cut off', ({ files }) => truncate(files), /cut off/],
    ['the header is damaged', ({ files }) => overwrite(files, 8, 0x00), /not valid JSON/],
    [
      'the voices do not fit',
      ({ files }) => files.set('voices.json', jsonFile([{ id: 'x' }])),
      /list of voices is not valid: voices\[0\]/,
    ],
    [
      'a default is absurd',
      ({ files }) => files.set('generation_config.json', jsonFile({ top_p: 7 })),
      /"top_p" is not a number from 0 to 1/,
    ],
  ])('%s', async (_, damage, reason) => {
    const { checkpoint, codec } = toyCheckpoint({ seed: 1 });
    damage(checkpoint, codec);
    const importing = importToy({ checkpoint, codec });
    await expect(importing).rejects.toThrow(reason);
    await expect(importing).rejects.toMatchObject({ failure: { kind: 'bad-checkpoint' } });
  });

  test.each([
    'config.json',
    'generation_config.json',
    'voices.json',
    'tokenizer.json',
    'tokenizer_config.json',
    'model.safetensors',
  ])('a pointer or a page stands in place of %s', async (file) => {
    for (const [content, reason] of [
      [POINTER, `The file ${file} is a Git LFS pointer, not the file`],
      [PAGE, `The file ${file} is a web page`],
    ] as const) {
      const { checkpoint, codec } = toyCheckpoint({ seed: 1 });
      checkpoint.files.set(file, bytesFile(new TextEncoder().encode(content)));
      const importing = importToy({ checkpoint, codec });
      await expect(importing).rejects.toThrow(reason);
      await expect(importing).rejects.toMatchObject({
        failure: { kind: 'bad-checkpoint', details: { file } },
      });
    }
  });

  test('the tokenizer cuts text with a pattern of its own', async () => {
    const { checkpoint, codec } = toyCheckpoint({ seed: 1 });
    const split = { type: 'Split', pattern: { Regex: '(?:a+)+b' }, behavior: 'Isolated', invert: false };
    const tokenizer = { ...parse(checkpoint.files.get('tokenizer.json')!), pre_tokenizer: split };
    checkpoint.files.set('tokenizer.json', jsonFile(tokenizer));
    await expect(importToy({ checkpoint, codec })).rejects.toThrow(
      /tokenizer of this checkpoint cuts text with the pattern "\(\?:a\+\)\+b".*published with the model/,
    );
  });

  test('a pointer stands in place of the index', async () => {
    const { checkpoint, codec } = toyCheckpoint({ seed: 1 });
    checkpoint.files.delete('model.safetensors');
    checkpoint.files.set('model.safetensors.index.json', bytesFile(new TextEncoder().encode(POINTER)));
    await expect(importToy({ checkpoint, codec })).rejects.toThrow(/index.json is a Git LFS pointer/);
  });

  test.each<[string, string, RegExp]>([
    ['config.json', 'rms_norm_eps', /"rms_norm_eps" is (NaN|-?Infinity), but must be a number above 0/],
    ['generation_config.json', 'temperature', /"temperature" is not a number from 0 to 100/],
  ])('a number of %s that is used is not finite', async (file, key, reason) => {
    for (const value of ['NaN', 'Infinity', '-Infinity']) {
      const { checkpoint, codec } = toyCheckpoint({ seed: 1 });
      checkpoint.files.set(file, withText(checkpoint.files.get(file), { [key]: '@' }, value));
      await expect(importToy({ checkpoint, codec })).rejects.toThrow(reason);
    }
  });

  test('the first release’s codec comes without HuBERT settings', async () => {
    const { checkpoint, codec } = toyCheckpoint({ seed: 1, codecLayout: 'first-release' });
    codec.files.delete('hubert_base/config.json');
    await expect(importToy({ checkpoint, codec })).rejects.toThrow(
      /bosonai\/hubert_base.*hubert_base\/config.json/,
    );
  });

  test('a value is beyond f16 and f16 was asked for', async () => {
    const { checkpoint, codec } = toyCheckpoint({ seed: 1, dtype: 'F32' });
    poison(checkpoint, 'audio_lm_head.weight', 9, 1e6);
    await expect(importToy({ checkpoint, codec, precision: 'f16' })).rejects.toThrow(
      /beyond 65504.*precision f32/,
    );
    const { manifest } = await importToy({ checkpoint, codec, precision: 'f32' });
    expect(manifest.precision).toBe('f32');
  });
});
