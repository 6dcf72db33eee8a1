import { expect, test } from 'vitest';
import { CheckpointChoice, firstSource } from '../../../../src/app/features/models/checkpoint-choice';
import { drawPage } from '../../../fakes/draw-page';
import { fakePageParts } from '../../../fakes/fake-page-parts';

const SECOND = 'higgs-audio-v2-3b';

async function drawn(id: string): Promise<string> {
  const site = { id, title: 'Ours, 4 bit', url: 'https://site.example/models/ours/' };
  const page = fakePageParts({}, { findModels: async () => [site] });
  await page.untilReady();
  const choice = (
    <CheckpointChoice source={firstSource(SECOND, false)} plan="q4" withCloning={false} onChange={() => {}} />
  );
  return drawPage(page, choice);
}

test('a model is offered in every form, with bytes, quality, source and licence, the first one chosen', async () => {
  const html = await drawn('another-model');
  const names = [...html.matchAll(/type="radio"[^>]*value="([^"]*)"/g)].map(([, value]) => value);
  expect(names[0]).toBe('mlx-community/higgs-audio-v2-3B-mlx-q6');
  expect(html.match(/checked=""[^>]*>/g)).toHaveLength(1);
  for (const text of [
    'MLX 6 bit (recommended)',
    '4.52 GB to fetch, 3.71 GB on this device',
    'Error of the weights: 2.2 %',
    'Licence: Boson Higgs Audio 2 Community License',
    'A finished package has 3.71 GB',
  ]) {
    expect(html).toContain(text);
  }
});

test('a finished package of the site stands above them', async () => {
  const html = await drawn(`${SECOND}-q4`);
  const titles = [...html.matchAll(/class="voice-name">([^<]*)/g)].map(([, title]) => title);
  expect(titles[0]).toBe('Package of this site, Ours, 4 bit (recommended)');
  expect(html).toContain('3.71 GB to fetch, as much on this device');
  expect(html).not.toContain('A finished package has');
});
