import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { Page } from '../../src/app/page';
import { PageProvider } from '../../src/app/page-context';
import { parseSpeechRequest } from '../../src/core/synthesis/parse-speech-request';
import { fakeManifest } from '../fakes/fake-manifest';
import { fakePageParts } from '../fakes/fake-page-parts';

const { spec, defaults } = fakeManifest();
const manifest = fakeManifest({
  spec: { ...spec, language: { ...spec.language, family: 'higgs-audio-v3' } },
  defaults: { ...defaults, scenePrompt: null, rasWindowLength: 0 },
});

test('with V3 the page offers what V3 can do, and asks for nothing else', async () => {
  const page = fakePageParts({ manifest });
  page.intents.change({ scene: 'A hall.', voice: { type: 'described' }, voiceDescription: 'low' });
  await page.untilReady();
  const html = renderToStaticMarkup(
    <PageProvider parts={page}>
      <Page />
    </PageProvider>,
  );
  expect(html).toContain('Higgs Audio V3 takes no scene');
  expect(html).not.toContain('In my words');
  expect(page.store.getState().form.voice).toEqual({ type: 'preset', id: 'ada' });
  page.intents.change({ text: 'Hello.' });
  page.intents.speak();
  await page.until(({ speech }) => speech.type === 'finished');
  expect(parseSpeechRequest(page.engine.requests[0], manifest, () => 1).scenePrompt).toBeNull();
});
