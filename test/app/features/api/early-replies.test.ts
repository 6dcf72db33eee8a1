import { expect, test } from 'vitest';
import { EarlyReplies } from '../../../../src/app/features/api/early-replies';

const post = (path: string, body: object) =>
  new Request(`https://page.invalid${path}`, { method: 'POST', body: JSON.stringify(body) });

/** Type with which a reply is begun while it is made for `seconds`; null when it is not. */
async function begunWith(request: Request, seconds: number): Promise<string | null> {
  let now = 100;
  let type: string | null = null;
  const early = new EarlyReplies(() => now);
  await early.watch(request, (given) => {
    type = given;
  });
  const { signal } = new AbortController();
  early.begin(request, signal);
  for (let second = 0; second <= seconds; second++, now++) early.working(signal);
  expect(await request.text()).not.toBe('');
  return type;
}

test('a completion that takes long is begun before it is made', async () => {
  expect(await begunWith(post('/v1/chat/completions', {}), 4)).toBeNull();
  expect(await begunWith(post('/v1/chat/completions', {}), 5)).toBe('application/json');
  expect(await begunWith(post('/v1/audio/speech', { response_format: 'wav' }), 9)).toBe('audio/wav');
});

test.each([
  ['a streamed completion', '/v1/chat/completions', { stream: true }],
  ['speech in a format that is sent while it is made', '/v1/audio/speech', { response_format: 'mp3' }],
  ['streamed speech', '/v1/audio/speech', { response_format: 'wav', stream: true }],
  ['events of speech', '/v1/audio/speech', { response_format: 'wav', stream_format: 'sse' }],
  ['events with times', '/v1/audio/speech', { return_timing: true, stream_format: 'sse' }],
  ['speech in the format that is the default', '/v1/audio/speech', { return_timing: false }],
  ['a completion that is streamed by extra_body', '/v1/chat/completions', { extra_body: { stream: true } }],
  ['a voice', '/v1/audio/voices', {}],
])('%s begins by itself', async (_, path, body) => {
  expect(await begunWith(post(path, body), 60)).toBeNull();
});

test.each([
  ['speech with times', '/v1/audio/speech', { return_timing: true }],
  ['speech with times of words', '/v1/audio/speech', { timestamp_granularities: ['word'], stream: true }],
  ['speech with captions', '/dev/captioned_speech', { response_format: 'mp3' }],
  [
    'times by extra_body',
    '/v1/audio/speech',
    { response_format: 'wav', extra_body: { return_timing: true } },
  ],
  ['an address with a slash behind it', '/v1/chat/completions/', {}],
])('%s is an object, begun before it is made', async (_, path, body) => {
  expect(await begunWith(post(path, body), 9)).toBe('application/json');
});

test('a file whose times are asked for and not wanted is begun as a file', async () => {
  const body = { response_format: 'wav', return_timing: null, timestamp_granularities: [] };
  expect(await begunWith(post('/v1/audio/speech', body), 9)).toBe('audio/wav');
});
