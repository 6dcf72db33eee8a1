import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../repository';
import { modifiedAt, newestIn } from './newest-in';

/** Files and folders that a build reads, from the repository's root. */
const sourcePaths = [
  'src',
  'workers',
  'cli/browser/site-headers.ts',
  'scripts/build',
  'public',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'THIRD-PARTY-NOTICES.md',
];

/** The folder that `npm run build` writes. */
export const SITE_FOLDER = join(REPOSITORY, 'dist');

/**
 * Builds the site if it is missing or older than any of its sources.
 * @throws Error when the build fails; its own output has said why.
 */
export function ensureBuilt(): void {
  const builtAt = modifiedAt(join(SITE_FOLDER, 'index.html'));
  if (builtAt !== null && sourcePaths.every((path) => newestIn(join(REPOSITORY, path)) <= builtAt)) return;
  console.error(`Building the site (${builtAt === null ? 'there is none yet' : 'its sources are newer'}) …`);
  const run = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    cwd: REPOSITORY,
    stdio: ['ignore', 2, 2],
  });
  if (run.status !== 0) throw new Error('The site could not be built; see above.');
}
