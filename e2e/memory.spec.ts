import type { SpeakingPage } from '../cli/browser/speaking-page';
import { forgetRecord } from './support/recorder';
import { expect, test } from './support/site';

// Only an isolated page may measure its memory, workers and WebAssembly included.
test.use({ hosting: { basePath: '/', isIsolated: true } });

const WARM_UP = 5;
const GENERATIONS = 30;
/** A leaked KV cache, session or take each generation would be many times this. */
const ALLOWED_GROWTH_BYTES = 8 * 2 ** 20;

test('thirty generations do not grow memory', async ({ speaking }) => {
  await speaking.untilReady();
  await speaking.chooseBackend('wasm');
  await speaking.setAdvanced('Length limit', '1');
  await speaking.keepSeed(3);
  await generate(speaking, WARM_UP);
  const before = await memoryBytes(speaking);
  await generate(speaking, GENERATIONS);
  const after = await memoryBytes(speaking);
  expect(after - before).toBeLessThan(ALLOWED_GROWTH_BYTES);
});

async function generate(speaking: SpeakingPage, count: number): Promise<void> {
  for (let index = 0; index < count; index++) await speaking.speak(`Sentence number ${index}.`);
}

/**
 * JavaScript, DOM and WebAssembly memory of the page and its workers, after collection: the browser waits until each
 * thread has collected by itself, an idle one within a minute.
 */
async function memoryBytes({ page }: SpeakingPage): Promise<number> {
  await forgetRecord(page);
  await page.requestGC();
  return page.evaluate(async () => {
    const measured = performance as unknown as {
      measureUserAgentSpecificMemory(): Promise<{ readonly bytes: number }>;
    };
    return (await measured.measureUserAgentSpecificMemory()).bytes;
  });
}
