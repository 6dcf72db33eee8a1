import { spawnSync } from 'node:child_process';
import { CHROMIUM_VARIABLE } from '../cli/browser/chromium';
import { requireChromium } from './require-chromium';

/** Runs the browser tests on the built site; words after `--` go to Playwright. */
const browser = requireChromium();
const run = spawnSync(
  process.execPath,
  ['node_modules/@playwright/test/cli.js', 'test', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { ...process.env, [CHROMIUM_VARIABLE]: browser } },
);
process.exit(run.status ?? 1);
