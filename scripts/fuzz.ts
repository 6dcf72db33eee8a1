import { spawnSync } from 'node:child_process';

/** Ten times as many damaged files as in every run: 50,000 headers, 50,000 manifests and 30,000 archives. */
const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'unit',
    'test/core/checkpoint',
    'test/core/store',
    '-t',
    'thousands of damaged',
  ],
  { stdio: 'inherit', env: { ...process.env, FUZZ_FACTOR: process.env.FUZZ_FACTOR ?? '10' } },
);
process.exit(run.status ?? 1);
