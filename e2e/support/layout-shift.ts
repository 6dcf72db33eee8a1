import { expect, type Page } from '@playwright/test';

const MOST_SHIFT = 0.02;

/**
 * Sums all shifts since a time of the page that do not answer a person's own act, so that it cannot be below the browser's
 * own figure.
 */
export async function expectNoShift(page: Page, fromMs = 0): Promise<void> {
  const shifts = await page.evaluate(
    (from) =>
      new Promise<{ value: number; moved: string[] }[]>((resolve) => {
        const told = (entry: LayoutShift) => ({
          value: entry.value,
          moved: entry.sources.map(({ node, previousRect: { x, y, height }, currentRect: now }) => {
            const name =
              node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.nodeName);
            return `${name} ${x},${y}+${height} → ${now.x},${now.y}+${now.height}`;
          }),
        });
        new PerformanceObserver((list) =>
          resolve(
            (list.getEntries() as LayoutShift[])
              .filter(({ hadRecentInput, startTime }) => !hadRecentInput && startTime >= from)
              .map(told),
          ),
        ).observe({
          type: 'layout-shift',
          buffered: true,
        });
        // The observer says nothing where nothing has moved.
        setTimeout(() => resolve([]), 1000);
      }),
    fromMs,
  );
  expect(
    shifts.reduce((sum, { value }) => sum + value, 0),
    JSON.stringify(shifts, null, 1),
  ).toBeLessThanOrEqual(MOST_SHIFT);
}

/** Chromium's; TypeScript has no types for it. */
type LayoutShift = PerformanceEntry & {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly {
    readonly node: Node | null;
    readonly previousRect: DOMRect;
    readonly currentRect: DOMRect;
  }[];
};
