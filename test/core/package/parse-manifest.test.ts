import { beforeAll, describe, expect, test } from 'vitest';
import { FailureError } from '../../../src/core/failure';
import type { Manifest } from '../../../src/core/package/manifest';
import { parseManifest, parseManifestFile } from '../../../src/core/package/parse-manifest';
import { casesInThread, MOST_GROWTH_BYTES } from '../../fakes/damaged-cases';
import { fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { tiniestShape } from '../../toy/toy-shape';
import { toyPackage } from '../../toy-model';

const voice = { id: 'v', name: 'V', description: '', licence: '', transcript: 'la' };
let manifest: Manifest;
beforeAll(async () => {
  manifest = (await toyPackage({ seed: 1, precision: 'q4', shape: tiniestShape })).manifest;
});

/** A deep copy with one place changed; `path` as in `tensors.0.name`. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(manifest) as unknown as Record<string, unknown>;
  const keys = path.split('.');
  let at = copy;
  for (const key of keys.slice(0, -1)) at = at[key] as Record<string, unknown>;
  at[keys.at(-1)!] = value;
  return copy;
}

function messageOf(value: unknown): string {
  try {
    parseManifest(value);
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    expect(error.failure.kind).toBe('bad-package');
    return error.message;
  }
  throw new Error('nothing was refused');
}

test('what the importer writes is read back as it was', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(manifest));
  expect(parseManifestFile(bytes)).toEqual(manifest);
});

test('version 1 is read too, but for the graphs that it carries', () => {
  const graphs = [{ file: 'prefill.webgpu-f32.onnx', role: 'none of those that there are' }];
  expect(parseManifest({ ...manifest, formatVersion: 1, graphs })).toEqual(manifest);
});

test('bytes that are no JSON are refused', () => {
  expect(() => parseManifestFile(new Uint8Array([0xff, 0xfe]))).toThrow(/not valid JSON/);
});

describe('a manifest is refused, with the place named, when', () => {
  test.each<[string, string, unknown, RegExp]>([
    ['it is of another version', 'formatVersion', 4, /version 4.*reads the versions 1 to 3/],
    ['it is of no version', 'formatVersion', undefined, /version none/],
    ['a title is missing', 'title', undefined, /title is not a text/],
    ['the precision is unknown', 'precision', 'q3', /precision is not one of/],
    ['the family is unknown', 'spec.language.family', 'other', /spec.language.family is not one of/],
    ['a size is absurd', 'spec.language.hiddenSize', 1e12, /spec.language.hiddenSize/],
    ['a size is a fraction', 'spec.language.layerCount', 1.5, /spec.language.layerCount/],
    ['the hop is not that of the strides', 'spec.codec.hopLengthSamples', 1920, /strides make 960/],
    ['a rate is one that nothing plays', 'spec.codec.sampleRateHz', 1, /spec.codec.sampleRateHz/],
    ['heads cannot be shared', 'spec.language.keyValueHeadCount', 3, /does not divide/],
    ['a special id is outside', 'spec.language.tokenIds.audioOut', 1e6, /tokenIds.audioOut/],
    [
      'a file leads out of the folder',
      'shards.0.file',
      '../../x',
      /shards\[0\].file is not a plain file name/,
    ],
    ['a file is hidden', 'shards.0.file', '.x', /plain file name/],
    ['a file is absolute', 'tokenizerFiles.0.file', '/etc/passwd', /tokenizerFiles\[0\].file/],
    ['a file is another site', 'shards.0.file', 'https://example.org/x', /shards\[0\].file/],
    ['a hash is too short', 'shards.0.sha256', 'abc', /shards\[0\].sha256/],
    ['two files have one name', 'shards.0.file', 'tokenizer.json', /files has "tokenizer.json" twice/],
    ['two tensors have one name', 'tensors.0.name', 'language.norm', /tensors has "language.norm" twice/],
    ['a tensor is in no shard', 'tensors.0.shard', 99, /tensors\[0\].shard/],
    [
      'a tensor ends outside its shard',
      'tensors.1.offset',
      2 ** 30,
      /tensors\[1\].byteLength reaches beyond/,
    ],
    ['a tensor starts before its shard', 'tensors.1.offset', -4, /tensors\[1\].offset/],
    ['length and dims disagree', 'tensors.0.dims', [1, 1], /tensors\[0\].byteLength does not fit/],
    ['a type is unknown', 'tensors.0.dtype', 'f8', /tensors\[0\].dtype/],
    ['a tensor is no object', 'tensors.0', 5, /: tensors\[0\] is not an object/],
    ['a list is an object', 'tensors', {}, /tensors is not a list/],
    ['temperature is below zero', 'defaults.temperature', -1, /defaults.temperature/],
    ['temperature is no number', 'defaults.temperature', Number.NaN, /defaults.temperature/],
    ['the licence is missing', 'licence', null, /licence is not an object/],
    ['the origin is no text', 'origin', { from: 5 }, /origin.from is not a text/],
  ])('%s', (_, path, value, reason) => {
    expect(messageOf(changed(path, value))).toMatch(reason);
  });

  test.each<[string, unknown, RegExp]>([
    ['a voice has no codes', { ...voice, codes: null }, /voices\[0\].codes/],
    ['a voice has codes but no words', { ...voice, transcript: null, codes: [[1]] }, /must be null/],
    ['a codebook is missing', { ...voice, codes: Array(7).fill([1]) }, /8 codebooks/],
    ['codebooks differ in length', { ...voice, codes: [...Array(7).fill([1]), [1, 2]] }, /codes below 32/],
    ['a code is too large', { ...voice, codes: Array(8).fill([32]) }, /codes below 32/],
    ['there is no frame', { ...voice, codes: Array(8).fill([]) }, /codes below 32/],
  ])('%s', (_, wrong, reason) => {
    expect(messageOf(changed('voices', [wrong]))).toMatch(reason);
  });

  test('two voices have one id', () => {
    const good = { ...voice, codes: Array(8).fill([1, 2]) };
    expect(messageOf(changed('voices', [good, good]))).toMatch(/voices has "v" twice/);
  });
});

/** As short as a manifest can be that still has something of everything. */
function shortManifest(): Manifest {
  const named = [...Object.keys(manifest.linears), manifest.tensors[0]!.name];
  const isNeeded = (name: string) => named.some((n) => name === n || name.startsWith(`${n}.`));
  return {
    ...manifest,
    tensors: manifest.tensors.filter(({ name }) => isNeeded(name)),
    voices: [{ ...voice, codes: Array(8).fill([1, 2]) }],
    selfTest: { frameCount: 2, loudness: 0.1, samples: [0.1, -0.1] },
    licence: { ...manifest.licence, text: '' },
  };
}

test(
  'thousands of damaged manifests are read or refused, and none takes more than its share',
  async () => {
    const json = JSON.stringify(shortManifest());
    expect(parseManifest(JSON.parse(json))).toEqual(shortManifest());
    const thread = new URL('./damaged-manifests-thread.ts', import.meta.url);
    const { refused, grownBytes } = await casesInThread(thread, 5000, json);
    expect(refused).toBeGreaterThan(3000);
    expect(grownBytes).toBeLessThan(MOST_GROWTH_BYTES);
  },
  fuzzTimeoutMilliseconds,
);
