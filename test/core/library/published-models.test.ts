import { expect, test } from 'vitest';
import { publishedModels } from '../../../src/core/library/published-models';

test.each(publishedModels)('$name is read at commits, not at what a branch holds today', (model) => {
  for (const folder of [model.language, model.codec, ...(model.hubert ? [model.hubert] : [])]) {
    expect(folder.revision).toMatch(/^[0-9a-f]{40}$/);
  }
});
