import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readPlaywrightReport, readVitestReport } from '../../scripts/test-reports';

const folder = mkdtempSync(join(tmpdir(), 'pagevoice-reports-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the sum of all suites', () => {
  const write = (report: unknown) => {
    const file = join(folder, 'report.json');
    writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
    return file;
  };

  test('a skipped test counts as failed', () => {
    const assertionResults = [
      { fullName: 'it counts', status: 'failed', failureMessages: ['expected 1\nat here'] },
      { fullName: 'it adds', status: 'passed', failureMessages: [] },
    ];
    const testResults = [{ name: 'sums.test.ts', assertionResults }];
    expect(readVitestReport(write({ numTotalTests: 5, numPassedTests: 3, testResults }))).toEqual({
      passed: 3,
      failed: 2,
      failures: ['sums.test.ts · it counts · expected 1'],
    });
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(readPlaywrightReport(write({ stats }))).toEqual({ passed: 4, failed: 4, failures: [] });
  });

  test('a runner that died leaves no report', () => {
    expect(readVitestReport(join(folder, 'absent.json'))).toBeNull();
    expect(readPlaywrightReport(write('{ "stats": '))).toBeNull();
  });
});
