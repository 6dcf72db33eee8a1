import { describe, expect, test } from 'vitest';
import { type Failure, FailureError } from '../../../src/core/failure';
import { licenceQuestion, requireAccepted } from '../../../src/core/package/accepted-licences';
import type { MemoryPackage } from '../../../src/core/package/memory-package';
import { LicenceMemory } from '../../fakes/licences';
import { loadNodeModel } from '../../fakes/node-engine';
import { importToy } from '../../toy/import-toy';
import { tiniestShape } from '../../toy/toy-shape';
import { toyCheckpoint } from '../../toy-model';

const terms = { name: 'Terms', text: 'For research only.', mustAccept: true };

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof FailureError) return error.failure;
  throw error ?? new Error('nothing was refused');
}

describe('a licence that must be accepted', () => {
  test('is asked for once, with its words, and again when they change', async () => {
    const accepted = new LicenceMemory();
    const failure = await failureOf(requireAccepted(terms, 'Toy', accepted));
    const question = licenceQuestion(failure)!;
    expect(failure.kind).toBe('licence');
    expect(question).toMatchObject({ title: 'Toy', name: 'Terms', text: 'For research only.' });
    accepted.fingerprints.add(question.fingerprint);
    await requireAccepted(terms, 'Toy', accepted);
    const others = await failureOf(requireAccepted({ ...terms, text: 'Pay.' }, 'Toy', accepted));
    expect(licenceQuestion(others)?.fingerprint).not.toBe(question.fingerprint);
  });

  test('is not asked for where the terms need no consent', async () => {
    await requireAccepted({ ...terms, mustAccept: false }, 'Toy');
  });

  test('is no question in any other failure', () => {
    expect(licenceQuestion({ kind: 'network', message: 'Lost.' })).toBeNull();
  });
});

describe('before consent', () => {
  const third = () => toyCheckpoint({ seed: 1, shape: tiniestShape, layout: 'third-release' });
  const nobody = new LicenceMemory();

  test('no weight of the checkpoint is read', async () => {
    const { checkpoint, codec } = third();
    let weightBytes = 0;
    const weights = checkpoint.files.get('model.safetensors')!;
    const headerLength = Number(new DataView(weights.read(0, 8).buffer).getBigUint64(0, true));
    checkpoint.files.set('model.safetensors', {
      byteLength: weights.byteLength,
      read(offset, byteLength) {
        weightBytes += Math.max(0, offset + byteLength - 8 - headerLength);
        return weights.read(offset, byteLength);
      },
    });
    const failure = await failureOf(importToy({ checkpoint, codec, acceptedLicences: nobody }));
    expect(failure.kind).toBe('licence');
    expect(weightBytes).toBe(0);
    await importToy({ checkpoint, codec });
    expect(weightBytes).toBeGreaterThan(0);
  });

  test('nothing but the manifest of a package is read', async () => {
    const { source } = await importToy(third());
    const read: string[] = [];
    const watched = {
      read: (...[file, ...rest]: Parameters<MemoryPackage['read']>) => {
        read.push(file);
        return source.read(file, ...rest);
      },
    };
    const { signal } = new AbortController();
    const failure = await failureOf(loadNodeModel(watched, signal, () => {}, 'native', nobody));
    expect(failure.kind).toBe('licence');
    expect(read).toEqual(['manifest.json']);
    nobody.fingerprints.add(licenceQuestion(failure)!.fingerprint);
    await (await loadNodeModel(watched, signal, () => {}, 'native', nobody)).dispose();
  });
});
