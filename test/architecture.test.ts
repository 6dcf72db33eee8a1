import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { findCycle, readSourceFiles } from './architecture/source-files';

/** A room may run code of the rooms before it, and of itself. Types may be named from anywhere in core. */
const ROOMS = [
  'failure',
  'model',
  'pcm',
  'codec',
  'text',
  'prompt',
  'generation',
  'checkpoint',
  'store',
  'verify',
  'synthesis',
  'speech-api',
  'quantise',
  'graph',
  'importer',
  'device',
  'library',
];
/** Packages that the core may use: pure computing, alike in Node and browser. */
const CORE_PACKAGES = [
  /^hash-wasm$/,
  /^n2words\/en-US$/, // numbers in words, one language at a time
];
const GENERATED = new Set(['test/onnx/onnx_pb.ts']);

const product = readSourceFiles('src', 'workers').filter(({ path }) => !path.endsWith('.d.ts'));
const everything = [...product, ...readSourceFiles('test', 'scripts', 'e2e')];
const core = product.filter(({ path }) => path.startsWith('src/core/'));

function roomOf(path: string): number {
  return ROOMS.indexOf(path.slice('src/core/'.length).split('/')[0]!.replace(/\.ts$/, ''));
}

/** One line per offence, so that the message names them all. */
function offences(
  files: typeof product,
  isWrong: (path: string, target: string | null, i: Import) => boolean,
) {
  return files.flatMap(({ path, imports }) =>
    imports.filter((i) => isWrong(path, i.target, i)).map((i) => `${path} imports ${i.specifier}`),
  );
}
type Import = (typeof product)[number]['imports'][number];

describe('floors', () => {
  test('the scan sees the product', () => {
    expect(core.length).toBeGreaterThan(20);
    expect(core.flatMap(({ imports }) => imports).length).toBeGreaterThan(40);
  });

  test('core imports only core', () => {
    const leaves = (_: string, target: string | null, { specifier }: Import) =>
      target === null
        ? !CORE_PACKAGES.some((pattern) => pattern.test(specifier))
        : !target.startsWith('src/core/');
    expect(offences(core, leaves)).toEqual([]);
  });

  test('platform imports platform and core, never app', () => {
    const platform = product.filter(({ path }) => path.startsWith('src/platform/'));
    const isUp = (_: string, target: string | null) =>
      target !== null && !/^(src\/(core|platform)\/|workers\/)/.test(target);
    expect(offences(platform, isUp)).toEqual([]);
  });

  test('workers are doors: they import platform and core, and are short', () => {
    const workers = product.filter(({ path }) => path.startsWith('workers/'));
    const isWrong = (_: string, target: string | null) =>
      target !== null && !/^src\/(core|platform)\//.test(target);
    expect(offences(workers, isWrong)).toEqual([]);
    expect(workers.filter(({ lineCount }) => lineCount > 60).map(({ path }) => path)).toEqual([]);
  });

  test('the page never imports tests or scripts', () => {
    const isWrong = (_: string, target: string | null) => /^(test|e2e|scripts)\//.test(target ?? '');
    expect(offences(product, isWrong)).toEqual([]);
  });
});

describe('core', () => {
  test('every file stands in a known room', () => {
    expect(core.filter(({ path }) => roomOf(path) < 0).map(({ path }) => path)).toEqual([]);
  });

  test('a room runs only code of the rooms before it', () => {
    const isBelow = (path: string, target: string | null, { isTypeOnly }: Import) =>
      target !== null && !isTypeOnly && roomOf(target) > roomOf(path);
    expect(offences(core, isBelow)).toEqual([]);
  });

  test('core compiles without a browser and without Node', () => {
    const words = ['node_modules/typescript/bin/tsc', '-p', 'test/architecture/tsconfig.json'];
    const run = spawnSync(process.execPath, words, { encoding: 'utf8' });
    expect(run.stdout + run.stderr).toBe('');
    expect(run.status).toBe(0);
  });

  test('chance and time come from outside', () => {
    const own = core.filter(({ path }) => !GENERATED.has(path));
    const used = own.filter(({ text }) => /\bMath\.random\(|\bDate\.now\(|\bnew Date\(/.test(text));
    expect(used.map(({ path }) => path)).toEqual([]);
  });
});

describe('files', () => {
  test('no file imports itself through others', () => {
    expect(findCycle(product)).toBeNull();
  });

  test('every relative import leads to a file', () => {
    const known = new Set(everything.map(({ path }) => path));
    const isLost = (_: string, target: string | null) =>
      target !== null && /\.tsx?$|\/[^./]+$/.test(target) && !known.has(target);
    expect(offences(product, isLost)).toEqual([]);
  });

  test('no file has more than 300 lines', () => {
    const long = everything.filter(({ path, lineCount }) => lineCount > 300 && !GENERATED.has(path));
    expect(long.map(({ path, lineCount }) => `${path}: ${lineCount}`)).toEqual([]);
  });

  test('names are plain: kebab-case, no barrels, no drawers', () => {
    const names = everything.map(({ path }) => path).filter((path) => !GENERATED.has(path));
    const isPlain = (path: string) =>
      /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)*\.tsx?$/.test(path.split('/').pop()!);
    const isDrawer = (path: string) =>
      /(^|\/)(index|utils?|helpers?|common|misc|types)(\/|\.tsx?$)/.test(path);
    expect(names.filter((path) => !isPlain(path) || isDrawer(path))).toEqual([]);
  });

  test('nothing is exported as default', () => {
    const exporting = product.filter(({ text }) => /^export default\b/m.test(text));
    expect(exporting.map(({ path }) => path)).toEqual([]);
  });

  test('the old backend of ONNX Runtime Web is never loaded', () => {
    const isOld = (_: string, __: string | null, { specifier }: Import) =>
      /^onnxruntime-web(\/all)?$/.test(specifier);
    expect(offences(everything, isOld)).toEqual([]);
  });
});
