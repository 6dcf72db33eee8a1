import { describe, expect, test } from 'vitest';
import { Page } from '../../src/app/page';
import type { PageState } from '../../src/app/store';
import { fakeManifest } from '../fakes/fake-manifest';
import { drawPage } from '../fakes/draw-page';
import { fakePageParts } from '../fakes/fake-page-parts';

const buttonOf = (html: string, name: string) => html.match(new RegExp(`<button[^>]*>(?:<svg.*?</svg>)? ?${name}<`))?.[0];
const isDone = ({ speech }: PageState) => /finished|stopped|failed/.test(speech.type);

describe('the page draws', () => {
  test('a model that is loading, with Speak to be pressed already', async () => {
    const page = fakePageParts({ load: 'never-ends' });
    void page.start();
    await page.until(({ model }) => model.type === 'loading' && model.progress?.doneBytes === 0.62 * 12_400_000);
    const html = drawPage(page, <Page />);
    expect(html).toContain('fetching 7.7 MB of 12.4 MB');
    expect(buttonOf(html, 'Speak')).toContain('aria-disabled="false"');
    expect(buttonOf(html, 'Download WAV')).toContain('aria-disabled="true"');
  });

  test('a model that is ready: its notice, voices, backend, reason and licence', async () => {
    const page = fakePageParts({ manifest: fakeManifest({ notice: 'Untrained: it babbles.' }) });
    await page.untilReady();
    const html = drawPage(page, <Page />);
    for (const text of [
      'Untrained: it babbles.',
      'Ada',
      'Ben',
      'aria-label="Listen to Ben"',
      'About this voice',
      'For a dialogue, write [SPEAKER0]',
      'Licence: CC0',
      'From a recording',
      'the browser offers no graphics adapter',
      'q4, computed as cpu-quantised',
      'Licence: Apache-2.0',
      'https://host.example/hum/',
    ])
      expect(html).toContain(text);
    expect(buttonOf(html, 'Speak')).toContain('aria-disabled="false"');
    expect(buttonOf(html, 'Download WAV')).toContain('aria-disabled="true"');
  });

  test('finished speech with its figures', async () => {
    const page = fakePageParts({ seconds: 2 });
    await page.untilReady();
    page.controllers.speech.speak();
    await page.until((state) => isDone(state) && state.playback.type === 'silent');
    const html = drawPage(page, <Page />);
    expect(html).toContain('0.20 (5.0 × faster than real time)');
    expect(html).toContain('2.0 s of 2.0 s');
    expect(html).toContain('Finished: 2.0 seconds of speech.');
    expect(buttonOf(html, 'Download WAV')).toContain('aria-disabled="false"');
  });

  test('an error in the alert, and still what can be heard again', async () => {
    const page = fakePageParts({ failAfterChunks: 2 });
    await page.untilReady();
    page.controllers.speech.speak();
    await page.until((state) => isDone(state) && state.playback.type === 'silent');
    const html = drawPage(page, <Page />);
    expect(html).toMatch(/role="alert"[^>]*>.*The graphics card was lost\./);
    expect(buttonOf(html, 'Play again')).toContain('aria-disabled="false"');
  });

  test('a model that could not be loaded, with a way to try again', async () => {
    const page = fakePageParts({ load: 'fails' });
    void page.start();
    await page.until(({ model }) => model.type === 'failed');
    const html = drawPage(page, <Page />);
    expect(html).toMatch(/role="alert"[^>]*>.*is damaged/);
    expect(buttonOf(html, 'Try again')).toBeDefined();
  });
});
