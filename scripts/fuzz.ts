import { spawnSync } from 'node:child_process';

/**
 * Runs the tests of damaged input with ten times as many cases: 50,000 headers of
 * safetensors and 50,000 of GGUF files, 50,000 manifests, 50,000 recordings,
 * 30,000 headers and settings of MLX, 30,000 archives, 10,000 tokenizers, 10,000 texts and 25,000 bodies of calls.
 */
const run = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--project',
    'unit',
    'test/core/checkpoint',
    'test/core/package',
    'test/core/pcm',
    'test/core/text',
    'test/platform/tokenizer',
    'test/platform/api',
    '-t',
    'thousands of (damaged|random)',
  ],
  { stdio: 'inherit', env: { ...process.env, FUZZ_FACTOR: process.env.FUZZ_FACTOR ?? '10' } },
);
process.exit(run.status ?? 1);
