import { defineConfig } from '@playwright/test';
import { chromiumFlags, findChromium, SOFTWARE_WEBGPU_FLAG } from './cli/browser/chromium';

export default defineConfig({
  testDir: 'e2e',
  // Two browsers at a time: most of a test's time passes in waiting, not on the cores.
  workers: 2,
  fullyParallel: false,
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
