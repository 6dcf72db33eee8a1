import type { GroupError } from '../src/core/importer/error-report';
import type { ImportResult } from '../src/core/importer/import-model';
import type { PlanSize } from '../src/core/importer/plan-sizes';
import { frameRateHz, type ModelSpec } from '../src/core/model/model-spec';
import { byteLengthOf } from '../src/core/store/model-package';
import type { LogitDivergence } from './logit-divergence';

/** What an import did, for a terminal: sizes, and how far the stored weights are from the original ones. */
export function formatImportReport({ manifest, errors }: ImportResult): string {
  const rows = errors.map((error) => [
    error.group,
    String(error.tensorCount),
    (error.elementCount / 1e6).toFixed(2),
    percent(error.relativeError),
    worst(error),
  ]);
  return [
    '',
    `${manifest.title}: ${manifest.tensors.length} tensors in ${manifest.shards.length} shards, ${(byteLengthOf(manifest) / 1e6).toFixed(1)} MB, ${manifest.precision}`,
    '',
    table(['tensors', 'count', 'million values', 'relative error', 'worst'], rows),
    '',
  ].join('\n');
}

/** What a model would weigh in each precision, and the bandwidth that speaking in real time takes at least. */
export function formatPlans(spec: ModelSpec, sizes: readonly PlanSize[]): string {
  const gigabytes = (bytes: number) => (bytes / 1e9).toPrecision(3);
  const rows = sizes.map(({ precision, packageBytes, residentBytes, promptOnlyBytes, decodeBytes }) => [
    precision,
    ...[packageBytes, residentBytes, promptOnlyBytes, decodeBytes].map(gigabytes),
    (decodeBytes * frameRateHz(spec.codec) * 1e-9).toPrecision(3),
  ]);
  const head = ['precision', 'package GB', 'in memory GB', 'of that for prompts', 'a step GB'];
  return `\n${table([...head, 'GB/s for real time'], rows)}\n`;
}

/** @param divergence or the sentence that says why there is none. */
export function formatDivergence(divergence: LogitDivergence | string): string {
  if (typeof divergence === 'string') return `${divergence}\n`;
  const { columnCount, relativeError, klNats, sameBest } = divergence;
  return (
    `Logits on a fixed sentence, ${columnCount} columns, against the unquantised checkpoint: ` +
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

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].join('\n');
}
