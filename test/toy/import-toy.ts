import { expect } from 'vitest';
import { type ImportResult, importModel } from '../../src/core/importer/import-model';
import type { ImportOptions } from '../../src/core/importer/import-options';
import { MemoryPackage } from '../../src/core/package/memory-package';
import { everyLicence } from '../fakes/licences';
import { toyCheckpoint } from '../toy-model';
import { tiniestShape } from './toy-shape';

/**
 * Imports the smallest toy, or what stands in its place; a checkpoint that is given without a codec has none. Whenever it
 * fails, nothing may be left behind.
 */
export async function importToy(
  options: Partial<ImportOptions>,
): Promise<ImportResult & { readonly progress: readonly number[]; readonly source: MemoryPackage }> {
  const target = new MemoryPackage();
  const { checkpoint, codec } = toyCheckpoint({ seed: 1, shape: tiniestShape });
  const toy = options.checkpoint ? { checkpoint: options.checkpoint } : { checkpoint, codec };
  const given = { precision: 'q4', id: 't', title: 'T', acceptedLicences: everyLicence } as const;
  const input = { ...toy, ...given, ...options };
  const run = importModel(input, target, new AbortController().signal);
  const progress: number[] = [];
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return { ...value, progress, source: target };
      progress.push(value.doneElements / value.totalElements);
    }
  } catch (error) {
    expect(target.fileNames).toEqual([]);
    throw error;
  }
}
