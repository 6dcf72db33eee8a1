import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from 'playwright';

/** Names the browser to use, before any search. */
export const CHROMIUM_VARIABLE = 'PAGEVOICE_CHROMIUM';

/** Flags for a browser without a window, in which WebGPU is off unless it is asked for. */
export const chromiumFlags: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--autoplay-policy=no-user-gesture-required',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chooses the software adapter even where there is a GPU, so that a test means the same on every machine. */
export const SOFTWARE_WEBGPU_FLAG = '--use-webgpu-adapter=swiftshader';

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Finds a Chromium: the environment variable, an installed one, Playwright's own, then, as root on Debian, the
 * distribution's package, which is installed.
 * @returns the path of the browser's executable.
 * @throws Error whose message says what to do.
 */
export function findChromium(): string {
  const named = process.env[CHROMIUM_VARIABLE];
  if (named) {
    if (isExecutable(named)) return named;
    throw new Error(`${CHROMIUM_VARIABLE} is "${named}", which is not a file that can be run.`);
  }
  const found = findInstalled();
  if (found) return found;
  installOnDebian();
  const installed = findInstalled();
  if (installed) return installed;
  throw new Error(
    `No Chromium was found: install Chromium or Chrome, run "npx playwright install chromium", ` +
      `or set ${CHROMIUM_VARIABLE} to the path of one.`,
  );
}

function findInstalled(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const onPath = commands.flatMap((command) => folders.map((folder) => join(folder, command)));
  return [...onPath, ...applications, chromium.executablePath()].find(isExecutable);
}

function installOnDebian(): void {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/etc/debian_version') || !existsSync('/usr/bin/apt-get')) return;
  console.error('No Chromium was found; installing the Debian package chromium …');
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...words: string[]) =>
    spawnSync('apt-get', ['-qq', ...words], { env: environment, stdio: ['ignore', 2, 2] });
  run('update');
  run('install', '-y', '--no-install-recommends', 'chromium');
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
