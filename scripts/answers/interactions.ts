import type { Page } from 'playwright';

/** Milliseconds from each act of a person to the next picture, as the browser's Event Timing tells them. */
export type Answers = Readonly<Record<string, readonly number[]>>;

/** The browser tells no shorter ones. */
const LEAST_MS = 16;

declare global {
  interface Window {
    /** Longest duration of the events of an interaction, by its number. */
    answers: Map<number, number>;
  }
}

/**
 * Has to be called before the page is opened. A key that goes up changes nothing to be seen on our pages; the browser tells
 * its time at the next picture that something else draws, so it is left out.
 */
export async function noteAnswers(page: Page): Promise<void> {
  await page.addInitScript((leastMs) => {
    window.answers = new Map();
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { readonly interactionId: number })[])
        if (entry.interactionId > 0 && entry.name !== 'keyup')
          window.answers.set(
            entry.interactionId,
            Math.max(window.answers.get(entry.interactionId) ?? 0, entry.duration),
          );
    }).observe({ type: 'event', buffered: true, durationThreshold: leastMs } as PerformanceObserverInit);
  }, LEAST_MS);
}

/** Does each act in turn, so many rounds. @param acts each of them one interaction. */
export async function answersTo(
  page: Page,
  acts: Readonly<Record<string, () => Promise<void>>>,
  rounds: number,
): Promise<Answers> {
  const found: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, act] of Object.entries(acts)) {
      await page.evaluate(() => window.answers.clear());
      await act();
      // Entries come behind the picture that they tell of.
      await page.waitForTimeout(400);
      const durations = await page.evaluate(() => [...window.answers.values()]);
      found[name] = [...(found[name] ?? []), Math.max(LEAST_MS, ...durations)];
    }
  return found;
}
