import { readFileSync } from 'node:fs';

export type SuiteCount = { readonly passed: number; readonly failed: number };

/**
 * Counts of a vitest JSON report. A skipped or unfinished test counts as failed: nothing is skipped here.
 * @returns null when the runner died before it wrote the report.
 */
export function readVitestReport(file: string): SuiteCount | null {
  const report = readJson(file);
  if (report === null) return null;
  const passed = countOf(report, 'numPassedTests');
  return { passed, failed: countOf(report, 'numTotalTests') - passed };
}

/** Counts of a Playwright JSON report; a flaky test, passed only on a retry, counts as failed. */
export function readPlaywrightReport(file: string): SuiteCount | null {
  const report = readJson(file);
  if (report === null) return null;
  const stats = asRecord(report.stats);
  const others = ['unexpected', 'flaky', 'skipped'].map((name) => countOf(stats, name));
  return { passed: countOf(stats, 'expected'), failed: others.reduce((sum, count) => sum + count, 0) };
}

function readJson(file: string): Record<string, unknown> | null {
  try {
    return asRecord(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return null;
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function countOf(record: Record<string, unknown>, name: string): number {
  const value = record[name];
  return typeof value === 'number' ? value : 0;
}
