import { expect, test } from 'vitest';
import { Page } from '../../../../src/app/page';
import { unchecked } from '../../../../src/app/features/models/check-slice';
import { checkSentence } from '../../../../src/app/features/models/check-words';
import { verbatim } from '../../../../src/core/sentence';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';

test('the loaded model is verified when asked for, and every check is told in words', async () => {
  const page = fakePageParts();
  await page.untilReady();
  expect(drawPage(page, <Page />)).toContain('Verify this model');
  page.controllers.check.start();
  await page.until(({ check }) => check.type === 'checked');
  const html = drawPage(page, <Page />);
  for (const text of ['Sound: passed.', 'It hums.', 'All checks passed.']) {
    expect(html).toContain(text);
  }
});

test('while it runs it says what it does and how far it is, and can be stopped', async () => {
  let goOn = () => {};
  const page = fakePageParts({
    pause: () =>
      new Promise((resolve) => {
        goOn = resolve;
      }),
  });
  void page.start();
  await page.until(({ model }) => {
    goOn();
    return model.type === 'ready';
  });
  page.controllers.check.start();
  await page.until(({ check }) => check.running !== null);
  const html = drawPage(page, <Page />);
  for (const text of ['Verifying: decoding fixed codes.', 'Stop verifying', '<progress']) {
    expect(html).toContain(text);
  }
  page.controllers.check.stop();
  goOn();
  const { check } = await page.until((state) => state.check.type === 'stopped');
  expect(checkSentence(check)).toBe('Verifying was stopped.');
});

test('what is wrong is named, and what could not be checked is counted', async () => {
  const wrong = fakePageParts({ verdict: 'failed' });
  await wrong.untilReady();
  wrong.controllers.check.start();
  const { check } = await wrong.until((state) => state.check.type === 'checked');
  expect(checkSentence(check)).toBe('Checks failed: Sound.');
  const results = [{ check: 'answers', state: 'skipped', detail: verbatim('Another model.') }] as const;
  expect(checkSentence({ ...check, results })).toBe(
    'No check failed; 1 of 1 checks could not be made.',
  );
});

test('another model begins unverified, and an engine that is gone is told', async () => {
  const page = fakePageParts({ verdict: 'failed' });
  await page.untilReady();
  page.controllers.check.start();
  await page.until(({ check }) => check.type === 'checked');
  page.controllers.models.retry();
  expect((await page.until(({ model }) => model.type === 'ready')).check).toEqual(unchecked);
  page.engine.verify = () => Promise.reject(new Error('gone'));
  page.controllers.check.start();
  const { check } = await page.until((state) => state.check.type === 'failed');
  expect(checkSentence(check)).toMatch(/gone/);
});
