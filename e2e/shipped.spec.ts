import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { SITE_FOLDER } from '../scripts/ensure-built';

/** The files that a host is given. */
const files = readdirSync(SITE_FOLDER, { recursive: true, encoding: 'utf8' }).map((name) =>
  name.replaceAll('\\', '/'),
);

const gzipped = (name: string) => gzipSync(readFileSync(join(SITE_FOLDER, name))).length;
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

/** Parts of the page that are fetched when they are wanted. */
const parts = files
  .filter((name) => /^assets\/index-.*\.js$/.test(name))
  .flatMap((name) => [
    ...readFileSync(join(SITE_FOLDER, name), 'utf8').matchAll(/\bimport\([`"']\.\/([^`"']+)/g),
  ])
  .map((match) => `assets/${match[1]}`);

test('what a visitor loads before the first word is at most 256 kB gzipped', () => {
  const shell = files.filter((name) => /\.(html|js|css|svg|webmanifest)$/.test(name));
  expect(shell).toContain('index.html');
  // One loader per runtime; a page loads that of its own runtime alone, so the largest one counts.
  const loaders = shell.filter((name) => /ort\.\w+\.bundle/.test(name));
  expect(loaders.length).toBe(3);
  // The importer's threads start with the first import.
  const later = shell.filter((name) => /(importer|rounding)\.worker/.test(name));
  expect(later.length).toBe(2);
  const first = shell.filter((name) => ![...loaders, ...later, ...parts].includes(name));
  expect(sum(first.map(gzipped)) + Math.max(...loaders.map(gzipped))).toBeLessThanOrEqual(256_000);
});

test('what is fetched when it is wanted is there, and at most 60 kB gzipped', () => {
  expect(parts.length).toBeGreaterThan(3);
  expect(parts.filter((name) => !files.includes(name))).toEqual([]);
  expect(sum(parts.map(gzipped))).toBeLessThanOrEqual(60_000);
});

test('only the three runtimes that are used are shipped, and no second one comes with the tokenizer', () => {
  const runtimes = files.filter((name) => name.endsWith('.wasm'));
  expect(runtimes.map((name) => /simd-threaded(?:\.(\w+))?-/.exec(name)?.[1] ?? 'processor').sort()).toEqual([
    'asyncify',
    'jspi',
    'processor',
  ]);
});

test('the bundled voice is told as its training says', () => {
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8'));
  expect(read(join(SITE_FOLDER, 'models/voice/manifest.json')).speech).toEqual(read('training/speech.json'));
});

test('the notices and the licence travel with the site', () => {
  expect(files).toContain('LICENSE.txt');
  const notices = readFileSync(join(SITE_FOLDER, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
  expect(notices).toBe(readFileSync('THIRD-PARTY-NOTICES.md', 'utf8'));
});

test('every file that the service worker keeps is there', () => {
  const worker = readFileSync(join(SITE_FOLDER, 'service.worker.js'), 'utf8');
  const urls = [...worker.matchAll(/"url":"([^"]+)"/g)].map((match) => match[1]!);
  expect(urls).toContain('index.html');
  expect(urls.filter((url) => url.startsWith('models/')).length).toBeGreaterThan(5);
  expect(urls.filter((url) => !files.includes(url))).toEqual([]);
});
