import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Page } from '../../src/app/page';
import { PageProvider } from '../../src/app/page-context';
import { checkSentence, reduceCheck, unchecked } from '../../src/app/state/model-check';
import { fakePageParts } from '../fakes/fake-page-parts';

function draw({ store, intents, sound }: ReturnType<typeof fakePageParts>): string {
  return renderToStaticMarkup(
    <PageProvider parts={{ store, intents, sound }}>
      <Page />
    </PageProvider>,
  );
}

test('the loaded model is verified when asked for, and every check is told in words', async () => {
  const page = fakePageParts();
  await page.untilReady();
  expect(draw(page)).toContain('Verify this model');
  page.intents.checkModel();
  await page.until(({ check }) => check.type === 'checked');
  const html = draw(page);
  for (const text of ['Sound: right.', 'It hums.', 'This model is as it should be.']) {
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
  page.intents.checkModel();
  await page.until(({ check }) => check.running !== null);
  const html = draw(page);
  for (const text of ['Verifying: decoding fixed codes.', 'Stop verifying', '<progress']) {
    expect(html).toContain(text);
  }
  page.intents.stopCheck();
  goOn();
  const { check } = await page.until((state) => state.check.type === 'stopped');
  expect(checkSentence(check)).toBe('Verifying was stopped.');
});

test('what is wrong is named, and what could not be checked is counted', async () => {
  const wrong = fakePageParts({ verdict: 'failed' });
  await wrong.untilReady();
  wrong.intents.checkModel();
  const { check } = await wrong.until((state) => state.check.type === 'checked');
  expect(checkSentence(check)).toBe('This model is not as it should be: Sound.');
  const results = [{ check: 'answers', state: 'skipped', detail: 'Another model.' }] as const;
  expect(checkSentence(reduceCheck(check, { type: 'check-ended', results }))).toBe(
    'What could be checked is as it should be; 1 of 1 checks could not be made.',
  );
});

test('another model begins unverified, and an engine that is gone is told', async () => {
  const page = fakePageParts({ verdict: 'failed' });
  await page.untilReady();
  page.intents.checkModel();
  await page.until(({ check }) => check.type === 'checked');
  page.intents.retryModel();
  expect((await page.until(({ model }) => model.type === 'ready')).check).toEqual(unchecked);
  page.engine.verify = () => Promise.reject(new Error('gone'));
  page.intents.checkModel();
  const { check } = await page.until((state) => state.check.type === 'failed');
  expect(checkSentence(check)).toMatch(/gone/);
});
