import { findChromium } from '../cli/browser/chromium';

/** Finds a Chromium for a script. Where there is none, it prints the one line that says so and ends the process. */
export function requireChromium(): string {
  try {
    return findChromium();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
