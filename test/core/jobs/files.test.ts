import { beforeEach, describe, expect, test } from 'vitest';
import { MAX_FILES, MAX_STORED_FILE_BYTES } from '../../../src/core/jobs/job-host';
import { fakeManifest } from '../../fakes/fake-manifest';
import { FakeSpeechEngine } from '../../fakes/fake-speech-engine';
import { jobBase, jobPage, loadedHost } from '../../fakes/job-page';
import { risingTone } from '../../fakes/rising-tone';

const manifest = fakeManifest();
let engine: FakeSpeechEngine;
let page: Awaited<ReturnType<typeof jobPage>>;

beforeEach(async () => {
  engine = new FakeSpeechEngine({ manifest, seconds: 0.2 });
  page = await jobPage(loadedHost(manifest, engine));
});

const announce = (files: unknown) => page.call('POST', '/files', { files });

async function send(bytes: Uint8Array<ArrayBuffer>, contentType = 'audio/wav') {
  const [file] = await (
    await announce([{ uri: '', filename: 'voice.wav', content_type: contentType }])
  ).json();
  const request = { method: 'PUT', headers: { 'content-type': contentType }, body: bytes };
  const reply = await page.handle(new Request(file.upload_url, request));
  return { file, reply };
}

const run = (input: Record<string, unknown>) =>
  page.call('POST', '/apps/run', {
    app: 'infsh/higgs-audio',
    input: { text: 'Hello.', ...input },
    wait: true,
  });

describe('a voice', () => {
  test.each([
    ['the address of a sent file', async () => (await send(risingTone())).file.uri],
    ['its short address', async () => (await send(risingTone())).file.remote_path],
    ['the object of a sent file', async () => [(await send(risingTone())).file]],
    ['a data address', async () => `data:audio/wav;base64,${Buffer.from(risingTone()).toString('base64')}`],
    ['base64', async () => Buffer.from(risingTone()).toString('base64')],
    [
      'the sound of an earlier task',
      async () => (await (await run({ retakes: 0 })).json()).output.audio_output,
    ],
  ])('can be %s', async (_, make) => {
    const reply = await run({ ref_audio: await make(), ref_text: 'What it says.' });
    expect(await reply.json()).toMatchObject({ status_text: 'completed', output: { voices: ['codes'] } });
    expect(engine.encodeCount).toBe(1);
    // What the task shows of it is short.
    expect(JSON.stringify(page.jobs.book.all()[0]!.input).length).toBeLessThan(1000);
    expect(engine.requests.at(-1)!.voices).toMatchObject([{ type: 'codes', transcript: 'What it says.' }]);
  });

  test('can be a recording among names, each with its own text', async () => {
    const data = `data:audio/wav;base64,${Buffer.from(risingTone()).toString('base64')}`;
    const reply = await run({ ref_audio: `ada, ${data}, ben`, ref_text: [null, 'What it says.', ''] });
    expect((await reply.json()).output.voices).toEqual(['ada', 'codes', 'ben']);
  });

  test('can be an address where the page fetches them, and is refused where it does not', async () => {
    const address = 'https://elsewhere.test/voice.wav';
    const refused = await run({ ref_audio: address, ref_text: 'What it says.' });
    expect(await refused.json()).toMatchObject({
      field: 'input.ref_audio',
      detail: expect.stringMatching(/switched off/),
    });
    const asked: string[] = [];
    const fetchFile = async (url: string) => {
      asked.push(url);
      return risingTone();
    };
    page = await jobPage(loadedHost(manifest, engine, { fetchFile }));
    expect((await run({ ref_audio: address, ref_text: 'What it says.' })).status).toBe(200);
    expect(asked).toEqual([address]);
  });

  test('needs the words of its recording, but not in the system message', async () => {
    const ref_audio = (await send(risingTone())).file.uri;
    expect(await (await run({ ref_audio })).json()).toMatchObject({ status: 400, field: 'input.ref_text' });
    expect((await run({ ref_audio, ref_audio_in_system_message: true })).status).toBe(200);
  });

  test('of a profile is a description, and stands in the system message', async () => {
    await run({ ref_audio: 'profile:male_en_british, profile:An old sailor.' });
    expect(engine.requests[0]).toMatchObject({
      referencesInSystemMessage: true,
      voices: [
        { type: 'profile', description: expect.stringMatching(/clear British accent/) },
        { type: 'profile', description: 'An old sailor.' },
      ],
    });
  });

  test('that is no sound, or was never sent, is refused by name', async () => {
    const wrong = (await send(new Uint8Array(200))).file.uri;
    const gone = `${jobBase}/files/none/content`;
    for (const ref_audio of [wrong, gone]) {
      const reply = await run({ ref_audio, ref_text: 'What it says.' });
      expect([reply.status, (await reply.json()).field]).toEqual([400, 'input.ref_audio']);
    }
  });
});

describe('files', () => {
  test('of a job are a WAV file, listed with those that were sent', async () => {
    const { file } = await send(risingTone());
    const task = await (await run({})).json();
    const { items } = await (await page.call('POST', '/files/list', {})).json();
    expect(items.map(({ category }: { category: string }) => category).sort()).toEqual(['', 'output']);
    const made = items.find(({ id }: { id: string }) => id !== file.id);
    expect(made).toMatchObject({
      uri: task.output.audio_output,
      content_type: 'audio/wav',
      metadata: { channels: 1 },
    });
    const reply = await page.handle(new Request(made.uri));
    expect(reply.headers.get('content-type')).toBe('audio/wav');
    expect((await reply.arrayBuffer()).byteLength).toBe(made.size);
    expect((await page.call('DELETE', `/files/${made.id}`)).status).toBe(409);
  });

  test.each(['in memory', 'made anew of its codes'])(
    'can be asked for by their bytes: one %s',
    async (where) => {
      const { id, output } = await (await run({})).json();
      if (where !== 'in memory') page.jobs.cache.remove(id);
      const { file } = await send(risingTone());
      for (const address of [output.audio_output, file.uri]) {
        const get = (range?: string) =>
          page.handle(new Request(address, range ? { headers: { range } } : undefined));
        const some = await get('bytes=2-5');
        const first = await get('bytes=0-');
        const all = await get();
        expect(all.headers.get('accept-ranges')).toBe('bytes');
        const bytes = await all.bytes();
        expect([some.status, some.headers.get('content-range')]).toEqual([206, `bytes 2-5/${bytes.length}`]);
        expect(await some.bytes()).toEqual(bytes.slice(2, 6));
        expect([first.status, await first.bytes()]).toEqual([206, bytes]);
        expect((await get('bytes=-4')).headers.get('content-length')).toBe('4');
        const behind = await get(`bytes=${bytes.length}-`);
        expect([behind.status, behind.headers.get('content-range')]).toEqual([
          416,
          `bytes */${bytes.length}`,
        ]);
        expect((await get('lines=1-2')).status).toBe(200);
      }
    },
  );

  test('are given back as a download, never as a page of this site', async () => {
    const { file } = await send(new TextEncoder().encode('<script>alert(1)</script>'), 'text/html');
    const reply = await page.handle(new Request(file.uri));
    expect(Object.fromEntries(reply.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
    });
  });

  test(`are ${MAX_FILES} at most`, async () => {
    const ten = Array(10).fill({ uri: '' });
    for (let n = 0; n < MAX_FILES; n += 10) expect((await announce(ten)).status).toBe(201);
    expect(await (await announce([{ uri: '' }])).json()).toMatchObject({
      status: 507,
      code: 'too_many_files',
    });
  });

  test('are refused where they would fill the store', async () => {
    const { host } = page;
    const [file] = await (await announce([{ uri: '' }])).json();
    const [kept] = await host.store.files();
    await host.store.putFile({ ...kept!, id: 'large', byteLength: MAX_STORED_FILE_BYTES - 10 }, null);
    const put = (bytes: Uint8Array<ArrayBuffer>) =>
      page.handle(
        new Request(file.upload_url, {
          method: 'PUT',
          headers: { 'content-type': 'audio/wav' },
          body: bytes,
        }),
      );
    expect((await put(new Uint8Array(11))).status).toBe(507);
    expect((await put(new Uint8Array(10))).status).toBe(200);
  });

  test.each([
    ['files', []],
    ['files', 'voice.wav'],
    ['files', Array(21).fill({ uri: '' })],
    ['files[0].size', [{ uri: '', size: -1 }]],
    ['files[0].filename', [{ uri: '', filename: 'x'.repeat(501) }]],
    ['files[0].content_type', [{ uri: '', content_type: 1 }]],
  ])('are refused with the name of the wrong field: %s', async (field, files) => {
    const reply = await announce(files);
    expect([reply.status, (await reply.json()).field]).toEqual([400, field]);
  });

  test.each([
    ['of a kind of its own', { 'content-type': 'audio/wav' }],
    ['without a kind', {}],
    ['that calls itself JSON', { 'content-type': 'application/json' }],
    ['that calls itself text', { 'content-type': 'text/plain' }],
    ['that calls itself a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('are taken as the bytes that they are: a body %s', async (_, headers) => {
    const [file] = await (await announce([{ uri: '', filename: 'voice.wav' }])).json();
    const bytes = risingTone();
    const put = (body: Uint8Array<ArrayBuffer>) =>
      page.handle(new Request(file.upload_url, { method: 'PUT', headers: headers as HeadersInit, body }));
    expect((await put(bytes)).status).toBe(200);
    expect(await (await page.handle(new Request(file.uri))).bytes()).toEqual(bytes);
    expect((await put(new Uint8Array())).status).toBe(400);
  });
});

test.each([
  ['limit', { limit: 0 }],
  ['limit', { limit: 101 }],
  ['cursor', { cursor: 'none' }],
  ['direction', { direction: 'up' }],
  ['filters[0].field', { filters: [{ field: 'secret', operator: 'eq', value: 1 }] }],
  ['filters[0].operator', { filters: [{ field: 'id', operator: 'drop', value: 1 }] }],
  ['sort[0].dir', { sort: [{ field: 'id', dir: 'sideways' }] }],
  ['search.term', { search: { term: 1 } }],
  ['order', { order: 'asc' }],
  ['sort[0].order', { sort: [{ field: 'id', order: 'asc' }] }],
  ['filters[0].op', { filters: [{ field: 'id', operator: 'eq', op: 'eq', value: 1 }] }],
  ['search.text', { search: { text: 'a' } }],
  ['fields', { fields: [5] }],
  ['page', { page: 2 }],
])('a list is refused with the name of the wrong field: %s', async (field, body) => {
  const reply = await page.call('POST', '/tasks/list', body);
  expect([reply.status, (await reply.json()).field]).toEqual([400, field]);
});

test('a list is asked for without a body, with an empty one, and by GET where that is a route', async () => {
  for (const reply of [
    await page.call('POST', '/tasks/list'),
    await page.call('POST', '/files/list', {}),
    await page.call('POST', '/files/list'),
    await page.call('GET', '/files'),
  ])
    expect(await reply.json()).toMatchObject({ items: [], total_items: 0 });
});
