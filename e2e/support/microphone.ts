import type { LaunchOptions } from '@playwright/test';
import { chromiumFlags, findChromium, SOFTWARE_WEBGPU_FLAG } from '../../cli/browser/chromium';

/** A microphone that beeps, and nobody to ask whether it may be used. */
export const MICROPHONE_FLAGS: readonly string[] = [
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** The browser of all tests, with more flags. */
export function chromiumWith(flags: readonly string[]): LaunchOptions {
  return { executablePath: findChromium(), args: [...chromiumFlags, SOFTWARE_WEBGPU_FLAG, ...flags] };
}
