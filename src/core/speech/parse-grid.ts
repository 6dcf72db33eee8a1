import type { CodeGrid } from '../codec/code-grid';
import type { Fields } from '../data/untrusted-json';
import type { CodebookSpec } from '../model/model-spec';
import { say } from '../sentence';

/** Limit of frames: eleven hours of the published codec. */
const MAX_FRAMES = 2 ** 20;

/** Codes that a caller gives. @param minFrames 0 where a piece may have none. */
export function parseGrid(fields: Fields, key: string, minFrames: number, spec: CodebookSpec): CodeGrid {
  const grid = fields.object(key);
  const codebookCount = grid.count('codebookCount', 1, spec.codebookCount);
  const frameCount = grid.count('frameCount', minFrames, MAX_FRAMES);
  const codes = grid.value('codes');
  if (!(codes instanceof Int32Array)) return grid.unexpected('codes', say`an Int32Array`);
  if (codebookCount !== spec.codebookCount || codes.length !== codebookCount * frameCount) {
    return fields.refuse(key, say`does not hold ${spec.codebookCount} codes for each of its frames`);
  }
  if (codes.some((code) => code < 0 || code >= spec.codebookSize)) {
    return fields.refuse(key, say`holds a code outside 0 to ${spec.codebookSize - 1}`);
  }
  return { codes, codebookCount, frameCount };
}
