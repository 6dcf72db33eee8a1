import { describe, expect, test } from 'vitest';
import { importModel } from '../../../src/core/importer/import-model';
import { MemoryPackage } from '../../../src/core/package/memory-package';
import { openPackage } from '../../../src/core/package/model-package';
import { codecTable, layer, quantised, scales } from '../../../src/core/package/tensor-names';
import { dequantiseRows } from '../../../src/core/quantise/block-quantise';
import { readTensor, splitTable } from '../../toy/damage';
import { importToy } from '../../toy/import-toy';
import { jsonFile } from '../../toy/toy-files';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint as anyCheckpoint, toyPackage as anyPackage, type ToyOptions } from '../../toy-model';

const { signal } = new AbortController();
const toyCheckpoint = (options: ToyOptions) => anyCheckpoint({ shape: tiniestShape, ...options });
const toyPackage = (options: Parameters<typeof anyPackage>[0]) =>
  anyPackage({ shape: tiniestShape, ...options });

const hashes = (result: { manifest: { shards: readonly { file: string; sha256: string }[] } }) =>
  Object.fromEntries(result.manifest.shards.map(({ file, sha256 }) => [file, sha256]));

describe('the same weights give the same package', () => {
  test('in both layouts of the language model, sharded or not', async () => {
    const modern = hashes(await toyPackage({ seed: 3, precision: 'q4' }));
    const first = hashes(
      await toyPackage({ seed: 3, precision: 'q4', layout: 'first-release', sharding: { count: 4 } }),
    );
    expect(first).toEqual(modern);
  });

  test('in both layouts of the codec, weight norm folded or not, up to rounding', async () => {
    const packages = await Promise.all(
      [{}, { weightNorm: true }, { codecLayout: 'first-release' } as const].map(async (form) => {
        const { source } = await toyPackage({ seed: 3, precision: 'f32', ...form });
        return await openPackage(source, signal);
      }),
    );
    const [folded, normed, first] = packages;
    const names = folded!.manifest.tensors
      .map(({ name }) => name)
      .filter((name) => name.startsWith('codec.'));
    expect(names.length).toBeGreaterThan(200);
    for (const name of names) {
      const expected = await folded!.readFloats(name, signal);
      for (const other of [normed!, first!]) {
        const found = await other.readFloats(name, signal);
        const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - found[i]!)), 0);
        const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        expect(worst).toBeLessThanOrEqual(4e-7 * largest);
      }
    }
  });

  test('on every run', async () => {
    const once = await importToy({});
    const twice = await importToy({});
    expect(twice.manifest).toEqual(once.manifest);
  });

  test('tables saved as a frozen and a trainable part are put together', async () => {
    const plain = hashes(await toyPackage({ seed: 3, precision: 'q4', dtype: 'F32' }));
    const { checkpoint, codec } = toyCheckpoint({ seed: 3, dtype: 'F32' });
    splitTable(checkpoint, 'model.embed_tokens', 'embedding', 1000);
    splitTable(checkpoint, 'audio_lm_head', 'linear', 77);
    expect(hashes(await importToy({ checkpoint, codec }))).toEqual(plain);
  });
});

test('progress grows to the end and the report tells what was lost', async () => {
  const { progress, errors } = await importToy({});
  expect(progress.at(-1)).toBe(1);
  expect([...progress].sort((a, b) => a - b)).toEqual(progress);
  const byGroup = new Map(errors.map((error) => [error.group, error]));
  expect(byGroup.get('attention')!.relativeError).toBeGreaterThan(0.03);
  expect(byGroup.get('attention')!.relativeError).toBeLessThan(0.1);
  expect(byGroup.get('audio embedding and head')!.relativeError).toBeLessThan(3e-4);
  expect(byGroup.get('norms')!.relativeError).toBe(0);
  expect(byGroup.get('codec encoder')!.relativeError).toBe(0);
});

test.each([
  ['q4', 0.1],
  ['q8', 0.01],
  ['f16', 5e-4],
  ['f32', 0],
] as const)('%s keeps the weights within its error', async (precision, bound) => {
  const exact = await openPackage((await toyPackage({ seed: 2, precision: 'f32' })).source, signal);
  const stored = await openPackage((await toyPackage({ seed: 2, precision })).source, signal);
  const name = layer(1).down('audio');
  const expected = await exact.readFloats(name, signal);
  const found =
    precision === 'q4' || precision === 'q8'
      ? dequantiseRows(
          await stored.readBytes(quantised(name), signal),
          new Uint16Array((await stored.readBytes(scales(name), signal)).slice().buffer),
          exact.tensor(name).dims[1]!,
          precision === 'q4' ? 4 : 8,
        )
      : await stored.readFloats(name, signal);
  const distance = Math.hypot(...expected.map((value, i) => value - found[i]!)) / Math.hypot(...expected);
  expect(distance).toBeLessThanOrEqual(bound);
});

test('codes become latents through the folded table as through the three layers', async () => {
  const { source, manifest } = await toyPackage({ seed: 2, precision: 'f32' });
  const model = await openPackage(source, signal);
  const { codebookSize, codebookDim, latentSize, semantic } = manifest.spec.codec;
  const joint = latentSize + semantic.hiddenSize;
  const { codec } = toyCheckpoint({ seed: 2 });
  const at = async (name: string) => await readTensor(codec, name);
  const [fc, embed, out, bias] = await Promise.all(
    [
      'fc2.weight',
      ...['codebook.embed', 'project_out.weight', 'project_out.bias'].map(
        (n) => `quantizer.quantizers.3.${n}`,
      ),
    ].map(at),
  );
  const code = 21;
  const vector = Array.from({ length: joint }, (_, row) =>
    Array.from(
      { length: codebookDim },
      (_, i) => out![row * codebookDim + i]! * embed![code * codebookDim + i]!,
    ).reduce((sum, x) => sum + x, bias![row]!),
  );
  const rows = await model.readFloats(codecTable, signal, 3, 1);
  for (let row = 0; row < latentSize; row++) {
    const expected = vector.reduce((sum, x, i) => sum + fc![row * joint + i]! * x, 0);
    expect(rows[(code % codebookSize) * latentSize + row]).toBeCloseTo(expected, 5);
  }
});

test('defaults, licence, tokenizer and voices come along', async () => {
  const { checkpoint, codec } = toyCheckpoint({ seed: 1 });
  const voice = {
    id: 'a',
    name: 'A',
    description: 'd',
    licence: 'l',
    transcript: 'hm',
    codes: Array(8).fill([1, 2]),
  };
  checkpoint.files.set('voices.json', jsonFile([voice]));
  checkpoint.files.set('generation_config.json', jsonFile({ temperature: 0.3, top_k: 20, ras_win_len: 5 }));
  const { manifest } = await importToy({ checkpoint, codec, notice: 'n', origin: { revision: 'r' } });
  expect(manifest.voices).toEqual([voice]);
  expect(manifest.defaults).toMatchObject({
    temperature: 0.3,
    topK: 20,
    topP: 0.95,
    rasWindowLength: 5,
    rasMaxRepeats: 2,
  });
  expect(manifest.licence).toEqual({
    name: 'Random numbers',
    text: 'Random numbers\n\nNobody owns these weights.',
    mustAccept: false,
  });
  expect(manifest.origin).toEqual({
    languageLayout: 'hugging-face',
    codecLayout: 'hugging-face',
    rounding: 'better',
    revision: 'r',
  });
  expect(manifest.tokenizerFiles.map(({ file }) => file)).toContain('tokenizer.json');
});

test('stopping in the middle leaves nothing', async () => {
  const target = new MemoryPackage();
  const stop = new AbortController();
  const input = { ...toyCheckpoint({ seed: 1 }), precision: 'q4', id: 't', title: 'T' } as const;
  const stopped = importModel(input, target, stop.signal);
  await stopped.next();
  await stopped.next();
  stop.abort();
  await expect(stopped.next()).rejects.toMatchObject({ name: 'AbortError' });
  expect(target.fileNames).toEqual([]);

  const dropped = importModel(input, target, signal);
  await dropped.next();
  await dropped.return(undefined as never);
  expect(target.fileNames).toEqual([]);
});
