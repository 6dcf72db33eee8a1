import { expect, test } from 'vitest';
import type { LanguageSpec } from '../../../src/core/model/model-spec';
import type { TensorEntry } from '../../../src/core/package/manifest';
import { planLinears } from '../../../src/core/package/precision-plan';
import { publishedShapes } from '../../../src/core/rehearsal/published-shapes';
import { languageTensors } from '../../../src/core/rehearsal/seeded-package';
import { CHUNK_POSITIONS, planLanguage } from '../../../src/platform/processor/language-plan';

const POSITIONS = 1024;

const small: LanguageSpec = {
  ...publishedShapes['3b'].spec.language,
  layerCount: 16,
  hiddenSize: 1024,
  headCount: 16,
  keyValueHeadCount: 4,
  headDim: 64,
  feedForward: { type: 'shared', size: 3072 },
};

const shapes = {
  '16 layers of 1024': small,
  ...Object.fromEntries(Object.entries(publishedShapes).map(([word, { spec }]) => [word, spec.language])),
};

for (const [name, spec] of Object.entries(shapes))
  test(`the memory of ${name} is at most 1.15 times its packed weights and cache`, () => {
    const tensors = new Map(languageTensors(spec, 'q4').map((tensor) => [tensor.name, tensor]));
    const tensor = (wanted: string) => tensors.get(wanted) as unknown as TensorEntry;
    const plan = planLanguage(spec, planLinears(spec, 'q4'), tensor, {
      rowCount: 32,
      threadCount: 4,
      activations: 'rounded',
      cacheForm: 'int8',
    });
    const cacheBytes = (POSITIONS / CHUNK_POSITIONS) * plan.chunkBytes;
    const memoryBytes = Math.max(plan.stageEnd, plan.cache + cacheBytes);
    expect(memoryBytes).toBeLessThan(1.15 * (plan.weightBytes + cacheBytes));
  });
