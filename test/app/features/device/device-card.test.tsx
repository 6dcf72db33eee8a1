import { expect, test } from 'vitest';
import { BigModelQuestion } from '../../../../src/app/features/models/big-model-question';
import { InstallForm } from '../../../../src/app/features/models/install-form';
import { Page } from '../../../../src/app/page';
import { lowMemory } from '../../../fakes/device-facts';
import { FakeModelLibrary } from '../../../fakes/fake-model-library';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';

test('the card tells what is known before it is measured, and every model in every plan after', async () => {
  const library = new FakeModelLibrary();
  library.storage = async () => ({ usedBytes: 2000, freeBytes: 4e9, isPersisted: true });
  const page = fakePageParts({}, { library });
  await page.untilReady();
  const before = drawPage(page, <InstallForm />);
  for (const text of ['This device', '8 GB or more', '4.00 GB', 'Measure this device']) expect(before).toContain(text);
  expect(before).not.toContain('<table');
  page.controllers.device.measure();
  await page.until(({ device }) => device.type === 'measured');
  const html = drawPage(page, <InstallForm />);
  expect(html.match(/<tbody>.*?<\/tbody>/g)!.map((body) => body.match(/<tr>/g)!.length)).toEqual([4, 4, 4]);
  for (const text of [
    'maker generation-1',
    'Higgs Audio V2 3B: 5.17 GB to 11.50 GB are fetched',
    'Higgs Audio V3 4B',
    'Recommended for Higgs Audio V3 4B: 4 bit',
    'will not fit: takes',
    'Choose Higgs Audio V3 4B, 16 bit',
  ]) {
    expect(html).toContain(text);
  }
});

test('a question about something big stands in the page, with both answers', async () => {
  const big = { id: 'big', title: 'Big', url: 'https://host.example/big/' };
  const page = fakePageParts({}, { memoryBudget: lowMemory, findModels: async () => [big] });
  await page.start();
  const html = drawPage(page, <BigModelQuestion />);
  for (const text of ['Load Big?', 'Load it anyway', 'Not now']) expect(html).toContain(text);
  expect(drawPage(page, <Page />)).toContain('May Big be loaded?');
});
