import { expect, test } from 'vitest';
import { Page } from '../../../../src/app/page';
import { licenceQuestion } from '../../../../src/core/package/accepted-licences';
import { fakeManifest } from '../../../fakes/fake-manifest';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';

const licence = { name: 'Research Licence', text: 'Not for money.', mustAccept: true };

test('a licence stands in front of its model, in full, until it is accepted', async () => {
  const page = fakePageParts({ manifest: fakeManifest({ licence }) });
  void page.start();
  const { model } = await page.until((state) => state.model.type === 'failed');
  const html = drawPage(page, <Page />);
  for (const text of ['Research Licence', 'Not for money.', 'I have read and accept this licence']) {
    expect(html).toContain(text);
  }
  const question = model.type === 'failed' ? licenceQuestion(model.failure) : null;
  page.controllers.question.acceptLicence(question!.fingerprint);
  await page.until((state) => state.model.type === 'ready');
  expect(drawPage(page, <Page />)).not.toContain('I have read and accept');
});

test('a licence stands in front of an installation, which goes on once it is accepted', async () => {
  const page = fakePageParts();
  await page.untilReady();
  page.controllers.library.install({ type: 'package', url: 'https://host.example/guarded' }, 'Guarded');
  const { library } = await page.until((state) => state.library.problem !== null);
  expect(library.models).toEqual([]);
  expect(drawPage(page, <Page />)).toContain('For research only.');
  page.controllers.question.acceptLicence(licenceQuestion(library.problem)!.fingerprint);
  await page.until((state) => state.library.models.length === 1);
  expect(drawPage(page, <Page />)).not.toContain('I have read and accept');
});

test('the terms of an installation are asked for also where no model could be loaded', async () => {
  const page = fakePageParts({ load: 'fails' });
  void page.start();
  await page.until((state) => state.model.type === 'failed' && state.library.storage !== null);
  page.controllers.library.install({ type: 'package', url: 'https://host.example/guarded' }, 'Guarded');
  const { library, model } = await page.until((state) => state.library.problem !== null);
  expect(drawPage(page, <Page />)).toContain('I have read and accept this licence');
  page.controllers.question.acceptLicence(licenceQuestion(library.problem)!.fingerprint);
  const accepted = await page.until((state) => state.library.models.length === 1);
  expect(accepted.model).toBe(model);
});
