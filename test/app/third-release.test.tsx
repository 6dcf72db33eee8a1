import { expect, test } from 'vitest';
import { Page } from '../../src/app/page';
import { parseSpeechRequest } from '../../src/core/speech/parse-speech-request';
import { fakeManifest } from '../fakes/fake-manifest';
import { drawPage } from '../fakes/draw-page';
import { fakePageParts } from '../fakes/fake-page-parts';

const { spec, defaults } = fakeManifest();
const manifest = fakeManifest({
  spec: { ...spec, language: { ...spec.language, family: 'higgs-audio-v3' } },
  defaults: { ...defaults, scenePrompt: null, rasWindowLength: 0 },
});

test('with V3 the page offers what V3 can do, and asks for nothing else', async () => {
  const page = fakePageParts({ manifest });
  page.controllers.settings.change({ scene: 'A hall.', voice: { type: 'described' }, voiceDescription: 'low' });
  await page.untilReady();
  const html = drawPage(page, <Page />);
  expect(html).toContain('Higgs Audio V3 takes no scene');
  expect(html).not.toContain('In my words');
  expect(page.store.getState().form.voice).toEqual({ type: 'preset', id: 'ada' });
  page.controllers.settings.change({ text: 'Hello.' });
  page.controllers.speech.speak();
  await page.until(({ speech }) => speech.type === 'finished');
  expect(parseSpeechRequest(page.engine.requests[0], manifest, () => 1).scenePrompt).toBeNull();
});
