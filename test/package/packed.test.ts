import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { build } from 'rolldown';
import { describe, expect, test } from 'vitest';
import { ensurePacked } from '../../scripts/lib/ensure-packed';
import { entryNames } from '../../scripts/lib/package-manifest';

const { tarball, files } = ensurePacked();
const names = readdirSync(files, { recursive: true, encoding: 'utf8' }).map((name) =>
  name.replaceAll('\\', '/'),
);
const read = (name: string) => readFileSync(join(files, name), 'utf8');
const scripts = names.filter((name) => name.endsWith('.js'));

/** Below this, bundlers make a data address of a file that they copy. */
const LARGEST_DATA_ADDRESS = 4096;

/** What a module cannot run without. */
function withImports(name: string): readonly string[] {
  const found = new Set([name]);
  // Files that are added meanwhile are visited too.
  for (const one of found)
    for (const [, imported] of read(one).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g))
      found.add(imported!);
  return [...found];
}

describe('the package', () => {
  test('publint finds nothing', async () => {
    const { messages, pkg } = await publint({ pkgDir: files, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('its types are found as its modules are', () => {
    const checker = ['node_modules/@arethetypeswrong/cli/dist/index.js', tarball, '--profile', 'esm-only'];
    // A page is no module.
    const words = [...checker, '--exclude-entrypoints', 'embed.html', '--format', 'json'];
    const run = spawnSync(process.execPath, words, {
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const { analysis, problems } = JSON.parse(run.stdout);
    expect(Object.keys(analysis.entrypoints)).toEqual(
      expect.arrayContaining(entryNames.map((entry) => (entry === 'index' ? '.' : `./${entry}`))),
    );
    // Modules of this kind cannot be required, and Node 10 knew no `exports`.
    expect(
      Object.keys(problems ?? {}).filter((kind) => !/^(CJSResolvesToESM|UntypedResolution)$/.test(kind)),
    ).toEqual([]);
    expect(run.status).toBe(0);
  });

  test.each(entryNames)('%s is at most 60 kB gzipped before the engine is asked for', (entry) => {
    const sizes = withImports(`${entry}.js`).map((name) => gzipSync(readFileSync(join(files, name))).length);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThanOrEqual(60_000);
  });

  test('React and Preact are not in it', () => {
    expect(scripts.length).toBeGreaterThan(8);
    // Marks that both leave in whatever they are built into.
    const marks = /react\.(transitional\.)?element|__REACT_DEVTOOLS|preact|jsx-runtime|useState/i;
    expect(scripts.filter((name) => marks.test(read(name)))).toEqual([]);
    const manifest = JSON.parse(read('package.json'));
    expect([manifest.dependencies, manifest.peerDependencies]).toEqual([undefined, undefined]);
  });

  test('every file that a module names is there, and too large for a data address', () => {
    const named = scripts.flatMap((name) =>
      [...read(name).matchAll(/new URL\(["'`]\.\/([^"'`]+)["'`],\s*import\.meta\.url\)/g)].map(
        ([, file]) => file!,
      ),
    );
    expect(named.length).toBeGreaterThanOrEqual(9);
    for (const file of named)
      expect(statSync(join(files, file)).size, file).toBeGreaterThan(LARGEST_DATA_ADDRESS);
    expect(scripts.filter((name) => /["'`]data:(text|application)\/(java|wasm)/.test(read(name)))).toEqual(
      [],
    );
  });

  test('workers and worklet need no other script', () => {
    for (const thread of [
      'engine.worker.js',
      'codec.worker.js',
      'processor.worker.js',
      'importer.worker.js',
      'playback.worklet.js',
    ])
      expect(withImports(thread), thread).toEqual([thread]);
  });

  test('an entry can be imported where there is no page, as static sites are rendered', () => {
    for (const entry of entryNames) {
      const run = spawnSync(
        process.execPath,
        ['--input-type=module', '-e', `await import('./${entry}.js')`],
        {
          cwd: files,
          encoding: 'utf8',
        },
      );
      expect(run.stderr, entry).toBe('');
    }
  });

  test('a bundler keeps what an entry does by being imported', async () => {
    const asked = join(files, 'element.js');
    const { output } = await build({
      input: 'page',
      write: false,
      logLevel: 'silent',
      plugins: [
        {
          name: 'a page that imports the element and uses nothing of it',
          resolveId: (id) => (id === 'page' ? id : undefined),
          load: (id) => (id === 'page' ? `import ${JSON.stringify(asked)};` : undefined),
        },
      ],
    });
    const bundled = output.map((one) => (one.type === 'chunk' ? one.code : '')).join('');
    expect(/customElements\.define\(["'`]page-voice/.test(bundled)).toBe(true);
  });

  test('its licence, its notices, its description and its history travel with it', () => {
    expect(names).toEqual(
      expect.arrayContaining(['LICENSE', 'THIRD-PARTY-NOTICES.md', 'README.md', 'CHANGELOG.md']),
    );
    const { version } = JSON.parse(read('package.json'));
    expect(read('CHANGELOG.md')).toContain(`\n## ${version}\n`);
  });

  test('its voice lies apart, and is not named by any module', () => {
    expect(names).toContain('models/voice/manifest.json');
    expect(
      scripts.filter((name) => /new URL\(["'`][^"'`]*models[^,]*,\s*import\.meta/.test(read(name))),
    ).toEqual([]);
  });
});
