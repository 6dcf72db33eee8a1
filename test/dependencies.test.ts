import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Packages = Readonly<Record<string, string>>;
type LockEntry = { readonly hasInstallScript?: boolean };

const json = <T>(path: string) => JSON.parse(readFileSync(path, 'utf8')) as T;
const { dependencies, devDependencies } = json<{ dependencies: Packages; devDependencies: Packages }>(
  'package.json',
);

/** Fit into what we ship under Apache-2.0; the last asks for the source of its own files, which docs/dependencies.md tells of. */
const fitting = ['MIT', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MPL-2.0'];

/** Rows of the tables below a heading, cell by cell, the first without its marks. */
function rowsBelow(heading: string): readonly (readonly string[])[] {
  const section = readFileSync('docs/dependencies.md', 'utf8').split(/^## /m);
  const lines = section.find((text) => text.startsWith(`${heading}\n`))!.split('\n');
  return lines
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    .map((cells) => cells.slice(1, -1));
}

test.each([
  ['In the product', dependencies],
  ['To build and to test', devDependencies],
] as const)('the table "%s" tells of every package as it is installed', (heading, packages) => {
  const rows = rowsBelow(heading);
  expect(rows.map(([name]) => name)).toEqual(Object.keys(packages));
  for (const [name, version, licence, ...reasons] of rows) {
    expect(packages[name!], name).toMatch(/^\d+\.\d+\.\d+$/);
    const installed = json<{ version: string; license: string }>(`node_modules/${name}/package.json`);
    expect([version, licence], name).toEqual([packages[name!], installed.license]);
    expect(installed.version).toBe(version);
    const licences = licence!.replaceAll(/[()]/g, '').split(/ (?:AND|OR) /);
    expect(
      licences.filter((one) => !fitting.includes(one)),
      name,
    ).toEqual([]);
    expect(reasons, name).toHaveLength(3);
    expect(reasons, name).not.toContain('');
  }
});

test('no install script is run, and each that a package has is told of', () => {
  expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
  const { packages } = json<{ packages: Readonly<Record<string, LockEntry>> }>('package-lock.json');
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.split('node_modules/').at(-1));
  expect(rowsBelow('Install scripts').map(([name]) => name)).toEqual([...new Set(withScript)].sort());
});
