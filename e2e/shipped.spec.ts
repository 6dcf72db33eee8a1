import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { SITE_FOLDER } from '../cli/browser/ensure-built';
import { serveSite } from '../cli/browser/serve-site';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { partOf } from '../src/platform/service-worker/site-files';

/** The files that a host is given. */
const files = readdirSync(SITE_FOLDER, { recursive: true, encoding: 'utf8' }).map((name) =>
  name.replaceAll('\\', '/'),
);

const gzipped = (name: string) => gzipSync(readFileSync(join(SITE_FOLDER, name))).length;
const sum = (sizes: readonly number[]) => sizes.reduce((total, size) => total + size, 0);

/** What a script cannot run without: its static imports, and theirs. */
function withImports(names: readonly string[]): readonly string[] {
  const found = new Set(names);
  // Files that are added meanwhile are visited too.
  for (const name of found) {
    if (!name.endsWith('.js')) continue;
    const code = readFileSync(join(SITE_FOLDER, name), 'utf8');
    for (const [, imported] of code.matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g)) {
      if (files.includes(`assets/${imported}`)) found.add(`assets/${imported}`);
    }
  }
  return [...found];
}

const named = (pattern: RegExp) => {
  const matching = files.filter((name) => pattern.test(name));
  expect(matching, String(pattern)).toHaveLength(1);
  return matching;
};

/**
 * Everything up to the first word. The survey of the text is not waited for, but it comes before most first words.
 */
const firstLoad = (backend: 'gpu' | 'cpu', runtime: 'wasm' | 'jspi' | 'webgpu') =>
  withImports([
    ...files.filter((name) => /^[^/]+\.(html|svg|webmanifest)$/.test(name)),
    ...files.filter((name) => /^assets\/page-.*\.(js|css)$/.test(name)),
    ...named(/^assets\/engine\.worker-/),
    ...(backend === 'cpu' ? named(/^assets\/codec\.worker-/) : []),
    // An isolated page has threads, and the browser of the tests the dot product of bytes.
    ...(backend === 'cpu' ? named(/^assets\/processor\.worker-/) : []),
    ...(backend === 'cpu' ? named(/^assets\/relaxed-shared-/) : []),
    ...named(/^assets\/playback\.worklet-/),
    ...named(/^assets\/text-survey-/),
    ...named(/^assets\/speaking-/),
    ...named({ gpu: /^assets\/load-gpu-/, cpu: /^assets\/processor-/ }[backend]),
    ...named(new RegExp(`^assets/ort\\.${runtime}\\.bundle`)),
    ...named({ wasm: /threaded-[^.]*\.js$/, jspi: /\.jspi-.*\.js$/, webgpu: /\.asyncify-.*\.js$/ }[runtime]),
  ]);

test('what a visitor loads before the first word is at most 220 kB gzipped', () => {
  for (const first of [firstLoad('cpu', 'wasm'), firstLoad('gpu', 'jspi'), firstLoad('gpu', 'webgpu')])
    expect(sum(first.map(gzipped))).toBeLessThanOrEqual(220_000);
});

/** `first-visit.spec.ts` counts the bytes of a visit on the processor. */
test('a first visit takes at most 15 MB from a host that compresses nothing, on the processor and on WebGPU', () => {
  const byteLength = (name: string) => statSync(join(SITE_FOLDER, name)).size;
  const voice = files.filter((name) => partOf(name) === 'voice' && /\.\w+$/.test(name));
  for (const [first, runtime] of [
    [firstLoad('cpu', 'wasm'), /threaded-[^.]*\.wasm\.bin$/],
    [firstLoad('gpu', 'jspi'), /\.jspi-.*\.wasm\.bin$/],
  ] as const)
    expect(sum([...first, ...named(runtime), ...voice].map(byteLength))).toBeLessThanOrEqual(15e6);
});

test('a browser asks for nothing else before the first word', async ({ page }) => {
  const asked: string[] = [];
  const site = await serveSite({ folder: SITE_FOLDER, basePath: '/', isIsolated: true });
  page.context().on('request', (request) => asked.push(new URL(request.url()).pathname.slice(1)));
  const speaking = new SpeakingPage(page);
  await speaking.open(site.url);
  await speaking.untilReady();
  await speaking.write('Hello.');
  await speaking.pressSpeak();
  await speaking.untilGenerated();
  await site.close();
  const code = asked.filter((name) => /\.(js|css|html|svg|webmanifest)$/.test(name));
  expect(code.some((name) => name.includes('engine.worker'))).toBe(true);
  const counted = firstLoad('cpu', 'wasm');
  expect(code.filter((name) => !counted.includes(name))).toEqual([]);
});

/** What writes compressed sound files, each fetched when its format is first asked for; `formats.spec.ts` limits it. */
const isOfFormats = (name: string) => /mediabunny|-encoder\.worker/.test(name);
/** The studio, fetched when it is first opened. */
const isOfStudio = (name: string) =>
  /^assets\/(studio|export-panel|project|parse-project|idb-project)-/.test(name);

test('the studio is at most 30 kB gzipped', () => {
  const studio = files.filter((name) => isOfStudio(name) && name.endsWith('.js'));
  expect(studio.length).toBeGreaterThan(2);
  expect(sum(studio.map(gzipped))).toBeLessThanOrEqual(30_000);
});

/** Texts of the page in one other language, fetched where that is chosen. */
const isOfLanguage = (name: string) => /^assets\/\w+\.json-/.test(name);

test('each language is at most 30 kB gzipped', () => {
  const languages = files.filter(isOfLanguage);
  expect(languages.length).toBeGreaterThan(0);
  expect(Math.max(...languages.map(gzipped))).toBeLessThanOrEqual(30_000);
});

/** Builds of the processor's kernel, of which a browser fetches one. */
const isOfKernel = (name: string) => /^assets\/(relaxed|plain)(-shared)?-/.test(name);

test('each build of the kernel is at most 12 kB gzipped', () => {
  const builds = files.filter(isOfKernel);
  expect(builds).toHaveLength(4);
  expect(Math.max(...builds.map(gzipped))).toBeLessThanOrEqual(12_000);
});

test('what else is fetched when it is wanted is at most 170 kB gzipped', () => {
  const first = new Set([
    ...firstLoad('cpu', 'wasm'),
    ...firstLoad('gpu', 'jspi'),
    ...firstLoad('gpu', 'webgpu'),
  ]);
  const later = files.filter(
    (name) =>
      name.startsWith('assets/') &&
      name.endsWith('.js') &&
      !first.has(name) &&
      !isOfFormats(name) &&
      !isOfKernel(name) &&
      !isOfLanguage(name) &&
      !isOfStudio(name),
  );
  expect(later.length).toBeGreaterThan(8);
  expect(sum(later.map(gzipped))).toBeLessThanOrEqual(170_000);
});

test('only the three runtimes that are used are shipped, and no second one comes with the tokenizer', () => {
  const runtimes = files.filter((name) => name.endsWith('.wasm.bin'));
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
