import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_VARIABLE, findChromium } from '../scripts/chromium';
import { type RunningServer, serveSite } from '../scripts/server';
import { readPlaywrightReport, readVitestReport } from '../scripts/test-reports';

const folder = mkdtempSync(join(tmpdir(), 'pagevoice-scripts-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the sum of all suites', () => {
  const write = (report: unknown) => {
    const file = join(folder, 'report.json');
    writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report));
    return file;
  };

  test('a skipped test counts as failed', () => {
    expect(readVitestReport(write({ numTotalTests: 5, numPassedTests: 3 }))).toEqual({
      passed: 3,
      failed: 2,
    });
    const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 };
    expect(readPlaywrightReport(write({ stats }))).toEqual({ passed: 4, failed: 4 });
  });

  test('a runner that died leaves no report', () => {
    expect(readVitestReport(join(folder, 'absent.json'))).toBeNull();
    expect(readPlaywrightReport(write('{ "stats": '))).toBeNull();
  });
});

test('a browser that cannot be run is named', () => {
  const before = process.env[CHROMIUM_VARIABLE];
  process.env[CHROMIUM_VARIABLE] = join(folder, 'no-browser');
  try {
    expect(() => findChromium()).toThrow(/PAGEVOICE_CHROMIUM is ".*no-browser"/);
  } finally {
    if (before === undefined) delete process.env[CHROMIUM_VARIABLE];
    else process.env[CHROMIUM_VARIABLE] = before;
  }
});

describe('the site server', () => {
  let server: RunningServer;
  beforeAll(async () => {
    writeFileSync(join(folder, 'index.html'), '<p>page</p>');
    writeFileSync(join(folder, 'runtime.wasm'), '0123456789');
    server = await serveSite({ folder, basePath: '/some/base/', isIsolated: true });
  });
  afterAll(() => server.close());

  test('serves the site below its base path only', async () => {
    expect(await (await fetch(server.url)).text()).toBe('<p>page</p>');
    expect((await fetch(`${server.origin}/index.html`)).status).toBe(404);
    expect((await fetch(`${server.url}absent.js`)).status).toBe(404);
  });

  test('sends types, ranges and isolation headers as a good host does', async () => {
    const response = await fetch(`${server.url}runtime.wasm`, { headers: { Range: 'bytes=2-4' } });
    expect([response.status, await response.text()]).toEqual([206, '234']);
    expect(response.headers.get('Content-Type')).toBe('application/wasm');
    expect(response.headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  });
});
