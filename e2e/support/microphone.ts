import type { LaunchOptions } from '@playwright/test';
import { CHROMIUM_FLAGS, findChromium, SOFTWARE_WEBGPU_FLAG } from '../../scripts/chromium';

/** A microphone that beeps, and nobody to ask whether it may be used. */
export const MICROPHONE_FLAGS: readonly string[] = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** The browser of all tests, with more flags. */
export function chromiumWith(flags: readonly string[]): LaunchOptions {
  return { executablePath: findChromium(), args: [...CHROMIUM_FLAGS, SOFTWARE_WEBGPU_FLAG, ...flags] };
}
