import { lengthWarning } from '../../../../src/core/speech/length-warnings';
import { warned } from '../../../../src/app/features/speech/speech-slice';
import { expect, test } from 'vitest';
import { Page } from '../../../../src/app/page';
import { PronunciationEditor } from '../../../../src/app/features/reading/pronunciation-editor';
import { RulesPanel } from '../../../../src/app/features/reading/rules-panel';
import { SaidPreview } from '../../../../src/app/features/reading/said-preview';
import { WarningList } from '../../../../src/app/features/speech/warning-list';
import { fakeManifest } from '../../../fakes/fake-manifest';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';
import { englishVoice } from '../../../fakes/fake-profile';

type Parts = ReturnType<typeof fakePageParts>;
async function englishPage(): Promise<Parts> {
  const page = fakePageParts({ manifest: fakeManifest({ speech: englishVoice }) });
  await page.untilReady();
  await page.until(({ reading }) => reading.rules !== null);
  return page;
}

test('the preview names what is written where something else is said, without colour', async () => {
  const page = await englishPage();
  page.controllers.settings.change({ text: 'It costs $3.50, жаба.' });
  const html = drawPage(page, <SaidPreview />);
  expect(html).toContain('>three dollars fifty cents</mark>');
  expect(html).toContain(' (written: $3.50)');
  expect(html).toMatch(/<del[^>]*><span[^>]*>\(left out: <\/span>жаба/);
  expect(html).toContain('Underlined words stand for something else');
});

test('of a long text the beginning is shown, which is said', async () => {
  const page = await englishPage();
  page.controllers.settings.change({ text: 'A short sentence. '.repeat(10_000) });
  const html = drawPage(page, <SaidPreview />);
  expect(html).toContain('These are the first 4,986 of 180,000 characters.');
  expect(html.length).toBeLessThan(10_000);
});

test('switches have labels, and what a person has switched is told by a word', async () => {
  const page = await englishPage();
  page.controllers.reading.switchRule('money', false);
  const html = drawPage(page, <RulesPanel />);
  expect(html).toMatch(/Money: \$3\.50[^<]*<span class="hint"> \(switched\)/);
  expect(html.match(/\(switched\)/g)).toHaveLength(1);
});

test('switches are named in the language of the page', async () => {
  const page = await englishPage();
  await page.controllers.language.start('de', []);
  expect(drawPage(page, <RulesPanel />)).toContain('Emojis werden mit Namen gesprochen');
  await page.controllers.language.start('en', []);
});

test('a voice whose language has no rules shows no switches', async () => {
  const page = fakePageParts({ manifest: fakeManifest({ speech: { ...englishVoice, languages: ['xx'] } }) });
  await page.untilReady();
  await page.until(({ reading }) => reading.rules !== null);
  expect(drawPage(page, <RulesPanel />)).toBe('');
});

test('of thousands of entries a page is drawn', async () => {
  const page = await englishPage();
  const entry = (_: unknown, index: number) => ({
    written: `word${index}`,
    said: 'x',
    matchCase: false,
    wholeWord: true,
  });
  page.controllers.reading.changeList(() => Array.from({ length: 5000 }, entry));
  const html = drawPage(page, <PronunciationEditor />);
  expect(html.match(/<li>/g)).toHaveLength(25);
  expect(html).toContain('Show 25 more of 4,975');
  expect(drawPage(page, <Page />)).toContain('Pronunciations (5,000)');
});

test('the number of a sentence leads to it, until the text is another one', async () => {
  const page = await englishPage();
  page.controllers.speech.speak();
  await page.until(({ speech }) => speech.type === 'finished');
  page.store.setState({ judgedPlaces: { 12: { start: 3, end: 9 } } });
  page.store.setState(warned(lengthWarning([{ sentence: 12, verdict: 'short' }], 20, { seconds: 82, canBeRaised: false })!));
  expect(drawPage(page, <WarningList />)).toMatch(/Sentence <button[^>]*>12<\/button> sounds too short/);
  expect(drawPage(page, <Page />).match(/One warning/g)).toHaveLength(2); // seen, and heard once
  page.controllers.settings.change({ text: 'Another text.' });
  expect(drawPage(page, <WarningList />)).toContain('Sentence 12 sounds too short');
});
