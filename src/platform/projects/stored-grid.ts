import type { CodeGrid } from '../../core/codec/code-grid';

/** Codes as they are kept: half of their size in memory. */
export type StoredGrid = Omit<CodeGrid, 'codes'> & { readonly codes: Uint16Array };

export function storedGrid(grid: CodeGrid): StoredGrid {
  return { ...grid, codes: Uint16Array.from(grid.codes) };
}

export function takenGrid(grid: StoredGrid): CodeGrid {
  return { ...grid, codes: Int32Array.from(grid.codes) };
}
