import { formatBytes, GIGABYTE } from '../src/core/data/units';
import type { GroupError } from '../src/core/importer/error-report';
import type { ImportResult } from '../src/core/importer/import-model';
import { frameRateHz, type ModelSpec } from '../src/core/model/model-spec';
import { byteLengthOf } from '../src/core/package/model-package';
import { english } from '../src/core/sentence';
import type { LogitDivergence } from './logit-divergence';
import type { PlanSize } from './plan-sizes';
import { table } from './table';

/** Report of an import for a terminal: sizes, and how far the stored weights are from the original ones. */
export function formatImportReport({ manifest, errors, warnings }: ImportResult): string {
  const rows = errors.map((error) => [
    error.group,
    String(error.tensorCount),
    (error.elementCount / 1e6).toFixed(2),
    percent(error.relativeError),
    worst(error),
  ]);
  return [
    '',
    `${manifest.title}: ${manifest.tensors.length} tensors in ${manifest.shards.length} shards, ${english(formatBytes(byteLengthOf(manifest)))}, ${manifest.precision}`,
    '',
    table(['tensors', 'count', 'million values', 'relative error', 'worst'], rows),
    '',
    ...(errors.some(({ sources }) => sources.length > 0) ? [lossBefore(errors), ''] : []),
    ...warnings.flatMap((warning) => [`Note: ${english(warning)}`, '']),
  ].join('\n');
}

/** Errors that a quantised checkpoint had before it was imported. */
function lossBefore(errors: readonly GroupError[]): string {
  const groupsOf = new Map<string, string[]>();
  for (const { group, sources } of errors) {
    if (sources.length === 0) continue;
    const source = sources.join('; ');
    groupsOf.set(source, [...(groupsOf.get(source) ?? []), group]);
  }
  const groups = [...groupsOf].map(([source, names]) => `${names.join(', ')} (${source})`);
  return (
    `This checkpoint had quantised its weights before: ${groups.join(', ')}. The errors above count from what it holds; ` +
    'what it had lost of the original weights comes on top, and only the original tells it.'
  );
}

/** Table of a model's size in each precision, and of the bandwidth that speaking in real time takes at least. */
export function formatPlans(spec: ModelSpec, sizes: readonly PlanSize[]): string {
  const gigabytes = (bytes: number) => (bytes / GIGABYTE).toPrecision(3);
  const rows = sizes.map(({ precision, packageBytes, residentBytes, promptOnlyBytes, decodeBytes }) => [
    precision,
    ...[packageBytes, residentBytes, promptOnlyBytes, decodeBytes].map(gigabytes),
    (decodeBytes * frameRateHz(spec.codec) * 1e-9).toPrecision(3),
  ]);
  const head = ['precision', 'package GB', 'in memory GB', 'of that for prompts', 'a step GB'];
  return `\n${table([...head, 'GB/s for real time'], rows)}\n`;
}

/** @param divergence measured, or the sentence that says why there is none. */
export function formatDivergence(divergence: LogitDivergence | string): string {
  if (typeof divergence === 'string') return `${divergence}\n`;
  const { columnCount, relativeError, klNats, sameBest } = divergence;
  return (
    `Logits on a fixed sentence, ${columnCount} columns, against what the checkpoint holds: ` +
    `relative error ${percent(relativeError)}, divergence ${klNats.toPrecision(2)} nats, ` +
    `same best code ${(100 * sameBest).toFixed(0)} %\n`
  );
}

function worst(error: GroupError): string {
  return error.worstRelativeError === 0 ? '-' : `${percent(error.worstRelativeError)} ${error.worstTensor}`;
}

function percent(ratio: number): string {
  return ratio === 0 ? '0' : `${(100 * ratio).toPrecision(2)} %`;
}
