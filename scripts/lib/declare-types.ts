import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { REPOSITORY } from '../../cli/repository';

const relativeImport = /(\bfrom\s*|\bimport\(\s*|\bimport\s+)(['"])(\.[^'"]+)\2/g;

/**
 * Writes the declarations that the entries reach into `types/`. Their imports get an ending, which Node's rules ask for and the
 * sources leave out.
 */
export function declareTypes(entries: readonly string[], target: string): void {
  const all = mkdtempSync(join(tmpdir(), 'pagevoice-types-'));
  try {
    const words = ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.lib.json', '--outDir', all];
    const run = spawnSync(process.execPath, words, { cwd: REPOSITORY, stdio: ['ignore', 2, 2] });
    if (run.status !== 0) throw new Error('The declarations could not be made; see above.');
    const found = new Set(entries.map((entry) => `${entry}.d.ts`));
    // Files that are added meanwhile are visited too.
    for (const file of found) {
      const text = readFileSync(join(all, file), 'utf8').replace(relativeImport, (_, before, mark, path) => {
        const reached = posix.join(posix.dirname(file), path);
        if (existsSync(join(all, `${reached}.d.ts`))) found.add(`${reached}.d.ts`);
        return `${before}${mark}${path}.js${mark}`;
      });
      const to = join(target, 'types', file);
      mkdirSync(dirname(to), { recursive: true });
      writeFileSync(to, text);
    }
  } finally {
    rmSync(all, { recursive: true });
  }
}
