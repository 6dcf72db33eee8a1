import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CHROMIUM_VARIABLE, findChromium } from '../../cli/browser/chromium';
import { type RunningServer, serveSite } from '../../cli/browser/serve-site';

const folder = mkdtempSync(join(tmpdir(), 'pagevoice-browser-'));
afterAll(() => rmSync(folder, { recursive: true }));

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
    expect(response.headers.get('X-Content-Type-Options')).toBe('nosniff');
    expect(response.headers.get('Referrer-Policy')).toBe('no-referrer');
    expect(response.headers.get('Content-Security-Policy')).toMatch(/frame-ancestors 'self'$/);
  });
});
