import { expect, test } from 'vitest';
import {
  firstApi,
  firstApiOptions,
  needsReload,
  outsideOrigins,
} from '../../../../src/app/features/api/api-slice';
import { isServerUrl, keepApiOptions, readApiOptions } from '../../../../src/app/features/api/kept-options';
import { originOf } from '../../../../src/core/data/web-origin';
import { memoryNotes } from '../../../fakes/memory-notes';

const server = { isOn: true, url: 'https://speech.example/v1', key: 'k' };

test('options are kept as they are', () => {
  const notes = memoryNotes();
  expect(readApiOptions(notes)).toEqual(firstApiOptions);
  const options = { ...firstApiOptions, key: 'secret', callers: ['https://blog.example'], server };
  const jobs = { statusScheme: 'v1', webhookBody: 'envelope' } as const;
  expect(keepApiOptions(notes, { ...options, ...jobs })).toBe(true);
  expect(readApiOptions(notes)).toEqual({ ...options, ...jobs });
  expect(keepApiOptions(notes, options)).toBe(true);
  expect(readApiOptions(notes)).toEqual(options);
});

test.each([
  ['no JSON', '{'],
  ['a list', '[1]'],
  ['null', 'null'],
  ['wrong types', '{"key":7,"callers":"https://a.example","server":true,"fileOrigins":[null,{},7]}'],
  ['schemes that nobody knows', '{"statusScheme":"v9","webhookBody":7}'],
  ['a server that is none', '{"server":{"isOn":true,"url":"javascript:alert(1)"}}'],
  ['a server with a password', '{"server":{"isOn":true,"url":"https://me:secret@speech.example"}}'],
])('a note with %s opens nothing', (_, text) => {
  const notes = memoryNotes();
  notes.write('api-options', text);
  const options = readApiOptions(notes);
  expect(outsideOrigins(options)).toEqual([]);
  expect(options).toMatchObject({
    key: '',
    callers: [],
    statusScheme: 'v2',
    webhookBody: 'flat',
    server: { isOn: false },
  });
});

test('an origin is taken from whatever address of the web a person writes', () => {
  expect(originOf('blog.example')).toBe('https://blog.example');
  expect(originOf('http://localhost:8000/x?y')).toBe('http://localhost:8000');
  expect(originOf('ftp://files.example')).toBeNull();
  expect(originOf('two words')).toBeNull();
  expect(originOf('https://*.example')).toBeNull();
  expect(originOf('https://a.example;script-src')).toBeNull();
  expect(isServerUrl('http://localhost:30000/v1')).toBe(true);
  expect(isServerUrl('speech.example')).toBe(false);
});

test('what was not allowed when the page was opened needs a reload; what is taken away does not', () => {
  const options = { ...firstApiOptions, fileOrigins: ['https://files.example'], server };
  expect(outsideOrigins(options)).toEqual(['https://files.example', 'https://speech.example']);
  expect(outsideOrigins({ ...options, server: { ...server, isOn: false } })).toEqual([
    'https://files.example',
  ]);
  const reachable = ['https://files.example'];
  expect(needsReload({ api: { ...firstApi.api, options, reachable } })).toBe(true);
  const without = { ...options, server: firstApiOptions.server };
  expect(needsReload({ api: { ...firstApi.api, options: without, reachable } })).toBe(false);
  expect(needsReload({ api: { ...firstApi.api, options: firstApiOptions, reachable } })).toBe(false);
});
