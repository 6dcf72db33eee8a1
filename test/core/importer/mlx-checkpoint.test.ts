import { describe, expect, test } from 'vitest';
import type { LanguageLayout } from '../../../src/core/model/parse-language-spec';
import { openPackage } from '../../../src/core/package/model-package';
import { layer, textEmbedding } from '../../../src/core/package/tensor-names';
import { parse } from '../../toy/damage';
import { importToy } from '../../toy/import-toy';
import { type MlxForm, mlxTensors, mlxWeights } from '../../toy/mlx-files';
import { jsonFile, type StoredToy, type ToyFiles } from '../../toy/toy-files';
import { tiniestShape } from '../../toy/toy-shape';
import { languageTensors } from '../../toy/toy-weights';
import { toyCheckpoint } from '../../toy-model';

const { signal } = new AbortController();
const EIGHT: MlxForm = { bits: 8, groupSize: 64 };

const quantisedToy = (mlx: MlxForm, layout: LanguageLayout = 'first-release') =>
  toyCheckpoint({ seed: 1, shape: tiniestShape, layout, mlx });

/** What a package of f32 holds of a tensor. */
async function stored(checkpoint: ToyFiles, codec: ToyFiles, name: string): Promise<Float32Array> {
  const { source } = await importToy({ checkpoint, codec, precision: 'f32' });
  return await (await openPackage(source, signal)).readFloats(name, signal);
}

/** A matrix of the toy, decoded from its three parts in f64. */
function decoded(parts: readonly StoredToy[], { bits, groupSize }: MlxForm): number[] {
  const [codes, ...factors] = parts.map(({ file }) => file.read(0, file.byteLength));
  const [scales, biases] = factors.map((bytes) =>
    Array.from({ length: bytes!.length / 2 }, (_, i) => {
      const word = Uint32Array.of((bytes![2 * i]! + 256 * bytes![2 * i + 1]!) * 65_536);
      return new Float32Array(word.buffer)[0]!;
    }),
  );
  return Array.from({ length: (8 * codes!.length) / bits }, (_, index) => {
    let code = 0;
    for (let bit = 0; bit < bits; bit++) {
      const at = index * bits + bit;
      code += ((codes![at >> 3]! >> (at & 7)) & 1) << bit;
    }
    const group = Math.floor(index / groupSize);
    return Math.fround(scales![group]! * code + biases![group]!);
  });
}

const forms = [2, 3, 4, 5, 6, 8].flatMap((bits) => [32, 64].map((groupSize) => ({ bits, groupSize })));

describe.each(forms)('$bits bits in groups of $groupSize', (form) => {
  test.each([
    ['first-release', 'layers.1.mlp.up_proj.weight', layer(1).up('text')],
    ['first-release', 'embed_tokens.weight', textEmbedding],
    ['mlx-third-release', 'backbone.layers.0.self_attn.v_proj.weight', layer(0).value],
  ] as const)('of %s, %s is stored as its codes say', async (layout, fileName, name) => {
    const { checkpoint, codec } = quantisedToy(form, layout);
    const found = await stored(checkpoint, codec, name);
    const tensors = languageTensors(tiniestShape, vocabularyOf(checkpoint), layout, 1);
    const parts = mlxTensors(
      tensors.filter((tensor) => tensor.name === fileName),
      'BF16',
      form,
    );
    expect(parts).toHaveLength(3);
    expect([...found]).toEqual(decoded(parts, form));
  });
});

function vocabularyOf(checkpoint: ToyFiles): number {
  const config = parse(checkpoint.files.get('config.json')!) as { text_config: { vocab_size: number } };
  return config.text_config.vocab_size;
}

test('modules with settings of their own are decoded by these, in several files too', async () => {
  const own = { 'layers.0.mlp.up_proj': { bits: 6, groupSize: 32 }, 'layers.1.mlp.up_proj': EIGHT };
  const mixed: MlxForm = { bits: 4, groupSize: 64, own };
  const { checkpoint, codec } = toyCheckpoint({
    seed: 1,
    shape: tiniestShape,
    layout: 'first-release',
    mlx: mixed,
    sharding: { count: 3 },
  });
  for (const [index, form] of Object.values(own).entries()) {
    const plain = quantisedToy(form);
    const name = layer(index).up('text');
    expect(await stored(checkpoint, codec, name)).toEqual(await stored(plain.checkpoint, plain.codec, name));
  }
});

test('only what speaking needs is read: of the text head neither codes nor scales', async () => {
  const { checkpoint, codec } = quantisedToy(EIGHT);
  const file = checkpoint.files.get('model.safetensors')!;
  const headerLength = Number(new DataView(file.read(0, 8).slice().buffer).getBigUint64(0, true));
  const header = parse({ ...file, read: () => file.read(8, headerLength) }) as Record<
    string,
    { data_offsets: [number, number] }
  >;
  const heads = Object.keys(header).filter((name) => name.includes('text_lm_head'));
  expect(heads).toHaveLength(3);
  const wasRead: [number, number][] = [];
  checkpoint.files.set('model.safetensors', {
    ...file,
    read(offset, byteLength) {
      wasRead.push([offset, offset + byteLength]);
      return file.read(offset, byteLength);
    },
  });
  await importToy({ checkpoint, codec });
  for (const head of heads) {
    const [from, to] = header[head]!.data_offsets.map((offset) => 8 + headerLength + offset) as [
      number,
      number,
    ];
    expect(wasRead.filter(([begin, end]) => begin < to && end > from)).toEqual([]);
  }
});

describe('a quantised checkpoint is refused in words when', () => {
  type Damage = (tensors: StoredToy[]) => StoredToy[];
  const change =
    (name: string, fields: Partial<StoredToy>): Damage =>
    (tensors) =>
      tensors.map((tensor) => (tensor.name === name ? { ...tensor, ...fields } : tensor));
  const UP = 'layers.0.mlp.up_proj';
  const setting = (fields: object) => ({ group_size: 64, bits: 8, mode: 'affine', ...fields });

  test.each<[string, { config?: object; tensors?: Damage }, RegExp]>([
    [
      'its mode is another',
      { config: { quantization: setting({ mode: 'mxfp4' }) } },
      /in MLX's mode "mxfp4"; only/,
    ],
    [
      'its mode is another, which implies bits and groups',
      { config: { quantization: { mode: 'mxfp4', bits: null } } },
      /in MLX's mode "mxfp4"; only/,
    ],
    [
      'the mode of one module is another',
      { config: { quantization: setting({ [UP]: { group_size: 16, bits: 4, mode: 'nvfp4' } }) } },
      /"layers.0.mlp.up_proj.weight" is quantised in MLX's mode "nvfp4"/,
    ],
    [
      'its config has no setting',
      { config: { quantization: undefined } },
      /config.json has no "quantization_config"/,
    ],
    [
      'its bits are unknown',
      { config: { quantization: setting({ bits: 7 }) } },
      /with 7 bits in groups of 64; MLX/,
    ],
    [
      'its groups are unknown',
      { config: { quantization: setting({ group_size: 60 }) } },
      /groups of 60; MLX/,
    ],
    [
      'its bits are others than its config says',
      { config: { quantization: setting({ bits: 4 }) } },
      /shapes \[.*\], which do not fit 4 bits in groups of 64/,
    ],
    [
      'bits are no number',
      { config: { quantization: setting({ bits: '8' }) } },
      /"bits" is "8", but must be a whole/,
    ],
    [
      'biases are missing',
      { tensors: (tensors) => tensors.filter(({ name }) => name !== `${UP}.biases`) },
      /"layers.0.mlp.up_proj.weight" has scales, but no biases/,
    ],
    [
      'codes are of another type',
      { tensors: change(`${UP}.weight`, { dtype: 'I32' }) },
      /element types I32, BF16/,
    ],
    [
      'biases are of another type',
      { tensors: change(`${UP}.biases`, { dtype: 'F16' }) },
      /element types U32, BF16 and F16/,
    ],
    ['scales are no floats', { tensors: change(`${UP}.scales`, { dtype: 'U16' }) }, /element types U32, U16/],
    [
      'scales are of another shape',
      { tensors: change(`${UP}.scales`, { dims: [1, 80] }) },
      /which do not fit/,
    ],
    ['it has too many columns', { tensors: change(`${UP}.weight`, { dims: [20, 64] }) }, /which do not fit/],
  ])('%s', async (_, { config, tensors }, reason) => {
    const { checkpoint, codec } = quantisedToy(EIGHT);
    if (config) {
      const whole = {
        ...parse(checkpoint.files.get('config.json')!),
        quantization_config: undefined,
        ...config,
      };
      checkpoint.files.set('config.json', jsonFile(whole));
    }
    if (tensors) {
      const vocabulary = vocabularyOf(checkpoint);
      const sound = mlxTensors(languageTensors(tiniestShape, vocabulary, 'first-release', 1), 'BF16', EIGHT);
      for (const [name, file] of mlxWeights(tensors(sound), { count: 1 })) checkpoint.files.set(name, file);
    }
    const importing = importToy({ checkpoint, codec });
    await expect(importing).rejects.toThrow(reason);
    await expect(importing).rejects.toMatchObject({ failure: { kind: 'bad-checkpoint' } });
  });

  test('a scale is no number, which names the first weight of its group', async () => {
    const { checkpoint, codec } = quantisedToy(EIGHT);
    const nan = { byteLength: 0, read: () => new Uint8Array(0) };
    const sound = mlxTensors(
      languageTensors(tiniestShape, vocabularyOf(checkpoint), 'first-release', 1),
      'BF16',
      EIGHT,
    );
    const damaged = sound.map((tensor) => {
      if (tensor.name !== `${UP}.scales`) return tensor;
      const bytes = tensor.file.read(0, tensor.file.byteLength).slice();
      bytes.set([0xc0, 0x7f], 2 * 5);
      return {
        ...tensor,
        file: { ...nan, byteLength: bytes.length, read: (at: number, n: number) => bytes.slice(at, at + n) },
      };
    });
    for (const [name, file] of mlxWeights(damaged, { count: 1 })) checkpoint.files.set(name, file);
    await expect(importToy({ checkpoint, codec })).rejects.toThrow(
      'In model.safetensors, the tensor "layers.0.mlp.up_proj.weight" holds NaN at element 320',
    );
  });
});
