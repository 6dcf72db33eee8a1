import { expect } from 'vitest';
import { type ImportResult, importModel } from '../../src/core/importer/import-model';
import type { ImportOptions } from '../../src/core/importer/import-options';
import { MemoryPackage } from '../../src/core/store/memory-package';
import { toyCheckpoint } from '../toy-model';
import { tiniestShape } from './toy-shape';

/** Imports the smallest toy, or what stands in its place; whenever that fails, nothing may be left behind. */
export async function importToy(
  options: Partial<ImportOptions>,
): Promise<ImportResult & { readonly progress: readonly number[] }> {
  const target = new MemoryPackage();
  const toy = toyCheckpoint({ seed: 1, shape: tiniestShape });
  const input = { ...toy, precision: 'q4', id: 't', title: 'T', ...options } as const;
  const run = importModel(input, target, new AbortController().signal);
  const progress: number[] = [];
  try {
    for (;;) {
      const { done, value } = await run.next();
      if (done) return { ...value, progress };
      progress.push(value.doneElements / value.totalElements);
    }
  } catch (error) {
    expect(target.fileNames).toEqual([]);
    throw error;
  }
}
