import { afterAll, expect, test } from 'vitest';
import { formatImportReport } from '../../cli/import-report';
import { fixedPrompt, measureDivergence } from '../../cli/logit-divergence';
import type { Precision } from '../../src/core/package/manifest';
import { openNodeModel } from '../../src/platform/node/node-model';
import type { LoadedModel } from '../../src/platform/ort/loaded-model';
import type { MlxForm } from '../toy/mlx-files';
import { toyPackage } from '../toy-model';

const { signal } = new AbortController();
const COLUMNS = 24;

const imported = (precision: Precision, mlx?: MlxForm) =>
  toyPackage({ seed: 4, layout: 'first-release', precision, ...(mlx && { mlx }) });

const models = new Map<string, LoadedModel>();
afterAll(async () => {
  for (const model of models.values()) await model.dispose();
});

/** @param bits of the source; null for the originals. */
async function opened(precision: Precision, bits: number | null): Promise<LoadedModel> {
  const key = `${precision} ${bits}`;
  const known = models.get(key);
  if (known) return known;
  const { source } = await imported(precision, bits === null ? undefined : { bits, groupSize: 64 });
  const model = await openNodeModel(source, signal);
  models.set(key, model);
  return model;
}

async function divergence(precision: Precision, bits: number | null): Promise<number> {
  const original = await opened('f32', null);
  const { model } = (await opened(precision, bits)).networks;
  const prompt = fixedPrompt(original);
  return (await measureDivergence(original.networks.model, model, prompt, COLUMNS, signal)).relativeError;
}

// The figures are in docs/precision.md.
test.each([
  ['q8', 8],
  ['q8', 6],
  ['q4', 8],
] as const)(
  'logits of a toy stored as %s from MLX %i bit are off by no more than both roundings together',
  async (precision, bits) => {
    const ofSource = await divergence('f32', bits);
    const ofPlan = await divergence(precision, null);
    expect(Math.min(ofSource, ofPlan)).toBeGreaterThan(0);
    expect(await divergence(precision, bits)).toBeLessThanOrEqual(1.25 * Math.hypot(ofSource, ofPlan));
  },
);

test('the report says that the checkpoint had lost something before, and what comes from where', async () => {
  const mlx = { bits: 4, groupSize: 64, own: { 'layers.0.mlp.up_proj': { bits: 6, groupSize: 32 } } };
  const before = formatImportReport(await imported('q8', mlx));
  expect(before).toContain(
    'had quantised its weights before: attention, audio feed-forward, text embedding (MLX 4 bit, groups of 64), text feed-forward (MLX 4 bit, groups of 64; MLX 6 bit, groups of 32).',
  );
  expect(before).toMatch(/The errors above count from what it holds/);
  expect(formatImportReport(await imported('q8'))).not.toContain('before');
  const { manifest } = await imported('q8', mlx);
  expect(manifest.origin.quantisedBefore).toBe('MLX 4 bit, groups of 64; MLX 6 bit, groups of 32');
});
