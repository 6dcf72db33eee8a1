import { readFileSync } from 'node:fs';

export type SuiteReport = {
  readonly passed: number;
  readonly failed: number;
  /** Of each failed test its file, its name and the first line of what went wrong. */
  readonly failures: readonly string[];
};

/**
 * Counts of a vitest JSON report. A skipped or unfinished test counts as failed: nothing is skipped here.
 * @returns null when the runner died before it wrote the report.
 */
export function readVitestReport(file: string): SuiteReport | null {
  const report = readJson(file);
  if (report === null) return null;
  const passed = countOf(report, 'numPassedTests');
  const failures = listOf(report, 'testResults').flatMap((suite) =>
    listOf(suite, 'assertionResults')
      .filter(({ status }) => status !== 'passed')
      .map((one) => [suite.name, one.fullName, firstLine(one.failureMessages)].join(' · ')),
  );
  return { passed, failed: countOf(report, 'numTotalTests') - passed, failures };
}

/** Counts of a Playwright JSON report; a flaky test, passed only on a retry, counts as failed. Its own output ends with the failures. */
export function readPlaywrightReport(file: string): SuiteReport | null {
  const report = readJson(file);
  if (report === null) return null;
  const stats = asRecord(report.stats);
  const others = ['unexpected', 'flaky', 'skipped'].map((name) => countOf(stats, name));
  return {
    passed: countOf(stats, 'expected'),
    failed: others.reduce((sum, count) => sum + count, 0),
    failures: [],
  };
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

function listOf(record: Record<string, unknown>, name: string): readonly Record<string, unknown>[] {
  const value = record[name];
  return Array.isArray(value) ? value.map(asRecord) : [];
}

function firstLine(messages: unknown): string {
  return Array.isArray(messages) ? String(messages[0]).split('\n', 1)[0]! : '';
}

function countOf(record: Record<string, unknown>, name: string): number {
  const value = record[name];
  return typeof value === 'number' ? value : 0;
}
