import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { modifiedAt, newestIn } from '../../cli/browser/newest-in';
import { REPOSITORY } from '../../cli/repository';

const sourcePaths = [
  'src',
  'workers',
  'scripts/build-lib.ts',
  'scripts/lib',
  'public/models',
  'docs/embed.md',
  'CHANGELOG.md',
  'tsconfig.lib.json',
  'package.json',
  'package-lock.json',
  'THIRD-PARTY-NOTICES.md',
];

const folder = join(REPOSITORY, '.cache/package');

export type PackedPackage = {
  /** The file that `npm pack` writes. */
  readonly tarball: string;
  /** The folder that installing it makes. */
  readonly files: string;
};

/** Builds the package and packs it as npm does, unless what is there is newer than all its sources. */
export function ensurePacked(): PackedPackage {
  const packed = { tarball: join(folder, 'pagevoice.tgz'), files: join(folder, 'package') };
  const madeAt = modifiedAt(join(folder, 'done'));
  if (madeAt !== null && sourcePaths.every((path) => newestIn(join(REPOSITORY, path)) <= madeAt))
    return packed;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  run(process.execPath, ['node_modules/tsx/dist/cli.mjs', 'scripts/build-lib.ts'], REPOSITORY);
  const said = run('npm', ['pack', '--json', '--pack-destination', folder], join(REPOSITORY, 'dist-lib'));
  const [{ filename }] = JSON.parse(said) as [{ filename: string }];
  renameSync(join(folder, filename), packed.tarball);
  run('tar', ['-xzf', packed.tarball, '-C', folder], folder);
  mkdirSync(join(folder, 'done'));
  return packed;
}

/** @returns what the program writes. @throws Error when it fails; its own output has said why. */
function run(program: string, words: readonly string[], cwd: string): string {
  const ended = spawnSync(program, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] });
  if (ended.status === 0) return ended.stdout;
  throw new Error(`${program} ${words.join(' ')} failed: ${ended.error?.message ?? ended.stdout}`);
}
