import { expect, test } from 'vitest';
import { allowedSources } from '../../../src/platform/page/connection-policy';

const own = 'https://host.example';

test('where nothing was agreed to, the page reaches its own site only', () => {
  expect(allowedSources(own, [])).toEqual([own]);
});

test('origins that were agreed to are opened one by one, each once, and the own one is not named again', () => {
  const agreed = ['https://hosted.example', 'http://localhost:8000', 'https://hosted.example', own];
  expect(allowedSources(own, agreed)).toEqual([own, 'https://hosted.example', 'http://localhost:8000']);
});
