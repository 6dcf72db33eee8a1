import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium, SOFTWARE_WEBGPU_FLAG } from './cli/browser/chromium';

/** Specs that would be in each other's way: each group is run one spec at a time, beside a spec of another. */
const groups = {
  // They compile shaders on the cores, as nothing else here does for minutes.
  graphics: /\/(adapters|gpu-codec|gpu-graphs|webgpu|device-card|third-release|rehearsal)\.spec/,
  // They build the caller's page, or the package, where the others find it.
  built: /\/(api(-\w+)?|jobs|package\/.*)\.spec/,
};

export default defineConfig({
  testDir: 'e2e',
  // Two browsers at a time: most of a test's time passes in waiting, not on the cores.
  workers: 2,
  fullyParallel: false,
  projects: [
    ...Object.entries(groups).map(([name, testMatch]) => ({ name, testMatch, workers: 1 })),
    { name: 'page', testIgnore: Object.values(groups) },
  ],
  forbidOnly: true,
  timeout: 480_000,
  expect: { timeout: 90_000 },
  globalSetup: './e2e/support/global-setup.ts',
  outputDir: 'test-results',
  reporter: 'list',
  use: {
    browserName: 'chromium',
    headless: true,
    launchOptions: {
      executablePath: findChromium(),
      // Whatever asks for another host fails, and its error fails the test.
      args: [
        ...chromiumFlags,
        SOFTWARE_WEBGPU_FLAG,
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    },
    serviceWorkers: 'block',
    trace: 'off',
  },
});
