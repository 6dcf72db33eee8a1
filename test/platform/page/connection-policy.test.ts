import { expect, test } from 'vitest';
import { allowedSources } from '../../../src/platform/page/connection-policy';

const page = 'https://host.example/base/';

test('without a named model the page reaches its own site only', () => {
  expect(allowedSources(new URL(page), [])).toEqual(["'self'"]);
});

test('a model elsewhere opens that one origin', () => {
  const address = new URL('?model=https://else.example:8443/a/b/', page);
  expect(allowedSources(address, [])).toEqual(["'self'", 'https://else.example:8443']);
});

test('a model of the same site or no address at all opens nothing', () => {
  expect(allowedSources(new URL('?model=other/', page), [])).toEqual(["'self'"]);
  expect(allowedSources(new URL('?model=javascript:x', page), [])).toEqual(["'self'"]);
});

test('origins that calls may reach are opened one by one, each once, and the own one is not named again', () => {
  const others = [
    'https://hosted.example',
    'http://localhost:8000',
    'https://hosted.example',
    new URL(page).origin,
  ];
  expect(allowedSources(new URL(page), others)).toEqual([
    "'self'",
    'https://hosted.example',
    'http://localhost:8000',
  ]);
});
