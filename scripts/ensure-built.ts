import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What a build is made from. */
const SOURCES = [
  'src',
  'workers',
  'public',
  'index.html',
  'vite.config.ts',
  'package-lock.json',
  'THIRD-PARTY-NOTICES.md',
];

/** The folder that `npm run build` writes. */
export const SITE_FOLDER = 'dist';

/**
 * Builds the site if it is missing or older than any of its sources.
 * @throws Error when the build fails; its own output has said why.
 */
export function ensureBuilt(): void {
  const builtAt = modifiedAt(join(SITE_FOLDER, 'index.html'));
  if (builtAt !== null && SOURCES.every((path) => newestIn(path) <= builtAt)) return;
  console.error(`Building the site (${builtAt === null ? 'there is none yet' : 'its sources are newer'}) …`);
  const run = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
    stdio: ['ignore', 2, 2],
  });
  if (run.status !== 0) throw new Error('The site could not be built; see above.');
}

/** @returns milliseconds since the epoch; 0 for what is not there. */
function newestIn(path: string): number {
  const own = modifiedAt(path) ?? 0;
  if (own === 0 || !statSync(path).isDirectory()) return own;
  return Math.max(own, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

function modifiedAt(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? null;
}
