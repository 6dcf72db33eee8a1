import type { Page } from '@playwright/test';
import { SpeakingPage } from '../cli/browser/speaking-page';
import { expect, test } from './support/site';
import { openSlowLine } from './support/slow-line';

const MEGABITS_PER_SECOND = 10;
const MOST_BYTES = 15e6;
const MOST_SHIFT = 0.02;

test.use({ serviceWorkers: 'allow' });

test('a first visit takes at most 15 MB over a slow line until Speak works, and nothing moves', async ({
  site,
  context,
}) => {
  const line = await openSlowLine(site.origin, MEGABITS_PER_SECOND * 1e6);
  const page = await context.newPage();
  const speaking = new SpeakingPage(page);
  await speaking.open(line.url);
  await speaking.untilReady();
  const taken = line.transfers.map(({ path, bytes }) => ({ path, bytes })).sort((a, b) => b.bytes - a.bytes);
  await expectNoShift(page);
  await speaking.speak('Hello.');
  expect(await speaking.problem()).toBeNull();
  await line.close();
  expect(
    taken.reduce((sum, { bytes }) => sum + bytes, 0),
    taken.map(({ path, bytes }) => `${bytes} ${path}`).join('\n'),
  ).toBeLessThanOrEqual(MOST_BYTES);
});

test('nothing moves on a phone while the page gets ready', async ({ site, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  const speaking = new SpeakingPage(page);
  await speaking.open(site.url);
  await speaking.untilReady();
  await expectNoShift(page);
});

/** Sums all shifts since the navigation, so that it cannot be below the browser's own figure. */
async function expectNoShift(page: Page): Promise<void> {
  const shifts = await page.evaluate(
    () =>
      new Promise<{ value: number; moved: string[] }[]>((resolve) => {
        const told = (entry: LayoutShift) => ({
          value: entry.value,
          moved: entry.sources.map(({ node, previousRect: { x, y, height }, currentRect: now }) => {
            const name =
              node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.nodeName);
            return `${name} ${x},${y}+${height} → ${now.x},${now.y}+${now.height}`;
          }),
        });
        new PerformanceObserver((list) => resolve((list.getEntries() as LayoutShift[]).map(told))).observe({
          type: 'layout-shift',
          buffered: true,
        });
        // The observer says nothing where nothing has moved.
        setTimeout(() => resolve([]), 1000);
      }),
  );
  expect(
    shifts.reduce((sum, { value }) => sum + value, 0),
    JSON.stringify(shifts, null, 1),
  ).toBeLessThanOrEqual(MOST_SHIFT);
}

/** Chromium's; TypeScript has no types for it. */
type LayoutShift = PerformanceEntry & {
  readonly value: number;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRect;
    readonly currentRect: DOMRect;
  }[];
};
