import { describe, expect, test } from 'vitest';
import { overwrite, parse, poison, rename, renameTensor, truncate } from '../../toy/damage';
import { importToy } from '../../toy/import-toy';
import { bytesFile, jsonFile, type ToyFiles } from '../../toy/toy-files';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint as anyCheckpoint, type ToyOptions } from '../../toy-model';

const toyCheckpoint = (options: ToyOptions) => anyCheckpoint({ shape: tiniestShape, ...options });

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
