import type { Page } from '@playwright/test';
import axe from 'axe-core';

declare global {
  interface Window {
    axe: typeof axe;
  }
}

/** What axe finds in the page as it is, one line each. */
export async function complaints(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() =>
    window.axe.run({
      // Off by default: the size of targets, and names that do not begin as they are shown.
      rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } },
    }),
  );
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}
