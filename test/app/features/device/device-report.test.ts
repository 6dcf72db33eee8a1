import { expect, test } from 'vitest';
import { deviceReport } from '../../../../src/app/features/device/device-report';
import { failureOf } from '../../../../src/core/failure';
import { say } from '../../../../src/core/sentence';
import { fakePageParts } from '../../../fakes/fake-page-parts';

const browser = {
  userAgent: 'Browser 1',
  language: 'de',
  isIsolated: true,
  hasWebGpu: false,
  threadCount: 4,
};

test('the report tells of the device and of what went wrong, and nothing that a person wrote', async () => {
  const page = fakePageParts({});
  await page.untilReady();
  page.controllers.settings.change({ text: 'My secret text.', seed: 'my-seed', isSeedLocked: true });
  page.controllers.speech.speak();
  await page.until(({ problem }) => problem !== null);
  const named = failureOf('bad-audio', say`“${'my-file.wav'}” is empty.`, {
    file: 'my-file.wav',
    sampleRateHz: 8000,
  });
  const failures = [...page.controllers.recentFailures(), named];
  const report = deviceReport(page.store.getState(), failures, browser);
  expect(report).toContain('Browser: Browser 1');
  expect(report).toContain('the browser offers no graphics adapter');
  expect(report).toContain('- bad-request');
  expect(report).toContain('- bad-audio, sampleRateHz 8000');
  expect(report).not.toMatch(/secret|my-/);
});

test('the last failures are kept, each once, the newest first', async () => {
  const page = fakePageParts({});
  await page.untilReady();
  for (let index = 0; index < 12; index++)
    page.store.setState({ problem: failureOf('network', `Number ${index}.`) });
  page.store.setState({ problem: null });
  const messages = page.controllers.recentFailures().map(({ message }) => message);
  expect(messages).toHaveLength(10);
  expect(messages[0]).toBe('Number 11.');
});
