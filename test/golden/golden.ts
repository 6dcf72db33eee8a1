import { GoldenSet } from './golden-set';

/** The set of V2; see data/README.md. */
const set = new GoldenSet('GOLDEN_DIR', 'data');

export const goldenFolder = set.folder;
export const goldenPath = (...parts: string[]): string => set.path(...parts);
export const goldenJson = <T>(file: string): T => set.json<T>(file);
export const goldenArray = (file: string) => set.array(file);
export const goldenFloats = (file: string) => set.floats(file);
