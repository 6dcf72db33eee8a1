import { defineConfig } from 'vitest/config';
import { compiledMessages } from './scripts/build/compiled-messages.ts';

const shared = {
  environment: 'node' as const,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  // Its modules name each other without extensions, which bundlers allow and Node does not.
  server: { deps: { inline: ['@inferencesh/sdk'] } },
};

export default defineConfig({
  test: {
    projects: [
      {
        plugins: [compiledMessages],
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/golden/**', 'test/golden-v3/**'],
        },
      },
      {
        test: {
          ...shared,
          name: 'golden',
          include: ['test/golden/**/*.test.ts', 'test/golden-v3/**/*.test.ts'],
        },
      },
    ],
  },
});
