import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { findCycle, readSourceFiles } from './architecture/source-files';

/** A room imports the rooms before it and itself, types included. */
const ROOMS = [
  'sentence',
  'failure',
  'data',
  'model',
  'pcm',
  'codec',
  'text',
  'prompt',
  'generation',
  'package',
  'graph',
  'verify',
  'speech',
  'checkpoint',
  'quantise',
  'importer',
  'device',
  'rehearsal',
  'library',
  'api',
  'openai',
  'jobs',
  'studio',
];
/** Packages that the core may use: pure computing, alike in Node and browser. */
const CORE_PACKAGES = [
  /^hash-wasm$/,
  /^n2words\/en-US$/, // numbers in words, one language at a time
];
/** Concerns of the page. */
const FEATURES = [
  'api',
  'device',
  'models',
  'network',
  'offline',
  'playback',
  'reading',
  'settings',
  'speech',
  'studio',
  'voices',
];
/** Components that stand around those of another feature: whoever adds a model sees what it would be like here. */
const FRAMES: Readonly<Record<string, readonly string[]>> = { models: ['device'] };
const GENERATED = new Set(['test/onnx/onnx_pb.ts']);

const product = readSourceFiles('src', 'workers').filter(({ path }) => !path.endsWith('.d.ts'));
const commandLine = readSourceFiles('cli');
const scripts = readSourceFiles('scripts');
const everything = [...product, ...commandLine, ...scripts, ...readSourceFiles('test', 'e2e')];
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

  test('the package imports the package, platform and core, never the app', () => {
    const entries = /^src\/(index|element|jobs|openai|speech-synthesis|embed)\.ts$/;
    const own = product.filter(({ path }) => path.startsWith('src/pagevoice/') || entries.test(path));
    const isUp = (_: string, target: string | null) =>
      target !== null && !/^src\/(core|platform|pagevoice)\//.test(target) && !entries.test(target);
    expect(own.length).toBeGreaterThan(5);
    expect(offences(own, isUp)).toEqual([]);
  });

  test('workers are doors: they import platform and core, and are short', () => {
    const workers = product.filter(({ path }) => path.startsWith('workers/'));
    const isWrong = (_: string, target: string | null) =>
      target !== null && !/^src\/(core|platform)\//.test(target);
    expect(offences(workers, isWrong)).toEqual([]);
    expect(workers.filter(({ lineCount }) => lineCount > 60).map(({ path }) => path)).toEqual([]);
  });

  test('the page never imports tests, scripts or the command line', () => {
    const isWrong = (_: string, target: string | null) => /^(test|e2e|scripts|cli)\//.test(target ?? '');
    expect(offences(product, isWrong)).toEqual([]);
  });

  test('the command line imports core, platform and itself', () => {
    const isWrong = (_: string, target: string | null) =>
      target !== null && !/^(src\/(core|platform)|cli)\//.test(target);
    expect(commandLine.length).toBeGreaterThan(10);
    expect(offences(commandLine, isWrong)).toEqual([]);
  });

  test('scripts never import the app or a worker', () => {
    const isWrong = (_: string, target: string | null) =>
      /^(src\/(app\/|[^/]+$)|workers\/)/.test(target ?? '');
    expect(offences(scripts, isWrong)).toEqual([]);
  });
});

describe('core', () => {
  test('every file stands in a known room', () => {
    expect(core.filter(({ path }) => roomOf(path) < 0).map(({ path }) => path)).toEqual([]);
  });

  test('a room imports only the rooms before it, types included', () => {
    const isBelow = (path: string, target: string | null) => target !== null && roomOf(target) > roomOf(path);
    expect(offences(core, isBelow)).toEqual([]);
  });

  test('docs/architecture.md shows the rooms in this order', () => {
    expect(readFileSync('docs/architecture.md', 'utf8')).toContain(`\n    ${ROOMS.join(' → ')}\n`);
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

describe('the page', () => {
  const app = product.filter(({ path }) => path.startsWith('src/app/'));
  const featureOf = (path: string) => /^src\/app\/features\/([^/]+)\//.exec(path)?.[1];

  test('every concern is a feature with a slice of the state', () => {
    const features = [...new Set(app.flatMap(({ path }) => featureOf(path) ?? []))];
    expect(features.sort()).toEqual(FEATURES);
    for (const name of features)
      expect(app.map(({ path }) => path)).toContain(`src/app/features/${name}/${name}-slice.ts`);
  });

  test('a slice imports core and what other features know as plain data, never the store or a controller', () => {
    const slices = app.filter(({ path }) => path.endsWith('-slice.ts'));
    const isWrong = (_: string, target: string | null) =>
      /^src\/app\//.test(target ?? '') && (!featureOf(target!) || target!.endsWith('-controller.ts'));
    expect(offences(slices, isWrong)).toEqual([]);
  });

  test('state and controllers know no component', () => {
    const plain = app.filter(({ path }) => path.endsWith('.ts'));
    expect(offences(plain, (_, target) => target?.endsWith('.tsx') ?? false)).toEqual([]);
  });

  test('a component shows its own feature, shared widgets, and features that it frames', () => {
    const components = app.filter(({ path }) => path.endsWith('.tsx') && featureOf(path));
    const isWrong = (path: string, target: string | null) => {
      const [own, other] = [featureOf(path), featureOf(target ?? '')];
      const isForeign = other !== undefined && other !== own && !FRAMES[own!]?.includes(other);
      return isForeign && !/-slice\.ts$|\/takes\.ts$/.test(target!);
    };
    expect(offences(components, isWrong)).toEqual([]);
  });

  test('a widget knows no feature', () => {
    const widgets = app.filter(({ path }) => path.startsWith('src/app/widgets/'));
    const isWrong = (_: string, target: string | null) =>
      /^src\/app\//.test(target ?? '') && !/^src\/app\/(widgets|language)\//.test(target!);
    expect(offences(widgets, isWrong)).toEqual([]);
  });
});

describe('files', () => {
  test('no file imports itself through others', () => {
    expect(findCycle(everything)).toBeNull();
    expect(findCycle(product, false)).toBeNull();
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
    // The entry of a package is called index.
    const drawers = names.filter((path) => isDrawer(path) && path !== 'src/index.ts');
    expect(names.filter((path) => !isPlain(path))).toEqual([]);
    expect(drawers).toEqual([]);
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
