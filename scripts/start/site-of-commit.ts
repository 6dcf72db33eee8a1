import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Builds the site as it was at a commit, once, with the packages that are installed now.
 * @returns the folder of the built site. @throws Error when there is no such commit, or it cannot be built.
 */
export function siteOfCommit(commit: string, cache: string): string {
  const sha = output('git', ['rev-parse', '--verify', `${commit}^{commit}`]).trim();
  const folder = resolve(cache, sha);
  const site = join(folder, 'dist');
  if (existsSync(join(site, 'service.worker.js'))) return site;
  console.error(`Building the site of ${commit} …`);
  mkdirSync(folder, { recursive: true });
  const archive = join(folder, 'source.tar');
  output('git', ['archive', '--format=tar', '-o', archive, sha]);
  output('tar', ['xf', archive, '-C', folder]);
  if (!existsSync(join(folder, 'node_modules')))
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  output(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], folder);
  return site;
}

function output(command: string, words: readonly string[], cwd = process.cwd()): string {
  const run = spawnSync(command, words, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] });
  if (run.status === 0) return run.stdout;
  throw new Error(`"${command} ${words.join(' ')}" failed; see above.`);
}
