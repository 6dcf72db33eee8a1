import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM_VARIABLE } from '../cli/browser/chromium';
import { notTried } from '../e2e/other-browsers/kinds';
import { requireChromium } from './require-chromium';
import { readPlaywrightReport, readVitestReport, type SuiteReport } from './test-reports';

/**
 * Runs every check and test in order and ends with one line, `N passed, M failed`, that adds up all of them.
 * Every stage runs even after a failed one, so that one run shows every failure; only the browser tests need
 * the build. A stage without a report (types, lint, build) counts as one, and so does one that died before its report.
 */
type Stage = {
  readonly name: string;
  /** Path of a dependency's script, which Node runs, and its arguments. */
  readonly words: readonly string[];
  readonly report?: { readonly file: string; read(file: string): SuiteReport | null };
};

const browser = requireChromium();
const reports = mkdtempSync(join(tmpdir(), 'pagevoice-test-'));
const environment = {
  ...process.env,
  [CHROMIUM_VARIABLE]: browser,
  PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, 'e2e.json'),
};

const stages: readonly Stage[] = [
  { name: 'types', words: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  { name: 'lint', words: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  vitest('unit'),
  vitest('golden'),
  { name: 'build', words: ['node_modules/vite/bin/vite.js', 'build'] },
  {
    name: 'e2e',
    words: ['node_modules/@playwright/test/cli.js', 'test', '--reporter=list,json'],
    report: { file: join(reports, 'e2e.json'), read: readPlaywrightReport },
  },
];

function vitest(project: string): Stage {
  const file = join(reports, `${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  return {
    name: project,
    words: ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters],
    report: { file, read: readVitestReport },
  };
}

function runStage(stage: Stage): SuiteReport {
  console.log(`\n== ${stage.name}`);
  const run = spawnSync(process.execPath, stage.words, { stdio: 'inherit', env: environment });
  const isFailed = run.status !== 0;
  const count = stage.report
    ? (stage.report.read(stage.report.file) ?? { passed: 0, failed: 1, failures: [] })
    : { passed: isFailed ? 0 : 1, failed: isFailed ? 1 : 0, failures: [] };
  // A runner can fail without a failed test: a file that does not load, a suite without tests, a crash.
  return isFailed && count.failed === 0 ? { ...count, failed: 1 } : count;
}

const lines: string[] = [];
/** Told once more at the end, where a long output is read first. */
const failures: string[] = [];
let passed = 0;
let failed = 0;
for (const stage of stages) {
  const startedAt = performance.now();
  const count = runStage(stage);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  lines.push(
    `${stage.name.padEnd(8)}${String(count.passed).padStart(5)} passed${String(count.failed).padStart(5)} failed${seconds.padStart(8)} s`,
  );
  passed += count.passed;
  failed += count.failed;
  failures.push(...count.failures);
}
rmSync(reports, { recursive: true });
for (const failure of failures) console.log(`\nFAILED ${failure}`);
for (const line of notTried) lines.push(line);
console.log(`\n${lines.join('\n')}\n\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
