import { expect, test } from 'vitest';
import { isGivenFile, readGivenFile } from '../../../src/core/api/given-file';
import { MAX_GIVEN_FILE_BYTES } from '../../../src/core/data/size-limits';
import { FailureError } from '../../../src/core/failure';
import { fuzzFactor, fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { seededRandom } from '../../fakes/seeded-random';

const { signal } = new AbortController();
const read = (
  given: Parameters<typeof readGivenFile>[0],
  fetchFile: Parameters<typeof readGivenFile>[2] = null,
) => readGivenFile(given, 'ref_audio', fetchFile, signal);

async function refusal(given: string): Promise<string> {
  const error: unknown = await read(given).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(FailureError);
  const { kind, message, details } = (error as FailureError).failure;
  expect([kind, details]).toEqual(['bad-request', { field: 'ref_audio' }]);
  return message;
}

test('any bytes come back from base64, from its other alphabet, without padding and from a data address', async () => {
  const random = seededRandom(5);
  for (let length = 1; length < 40; length++) {
    const bytes = Uint8Array.from({ length }, () => Math.floor(random() * 256));
    const buffer = Buffer.from(bytes);
    const escaped = Array.from(bytes, (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const base64 = buffer.toString('base64');
    for (const text of [
      base64,
      buffer.toString('base64url'),
      ` ${base64.slice(0, 7)}\r\n${base64.slice(7)}\n`,
      `data:audio/wav;base64,${base64}`,
      `data:audio/wav;codecs=1;base64,${encodeURIComponent(base64)}`,
      `data:,${escaped}`,
    ])
      expect((await read(text)).bytes, text).toEqual(bytes);
  }
});

test('a data address tells its type, and a form its name', async () => {
  expect((await read('data:audio/mpeg;base64,AAAA')).type).toBe('audio/mpeg');
  const file = { name: 'a.wav', type: 'audio/wav', bytes: Uint8Array.of(1) };
  expect(await read(file)).toBe(file);
});

test('an address is fetched only where that is allowed', async () => {
  const asked: string[] = [];
  const fetchFile = async (url: string) => {
    asked.push(url);
    return Uint8Array.of(7);
  };
  expect(await read('https://voices.example/a/b.mp3?x=1', fetchFile)).toEqual({
    name: 'b.mp3',
    type: '',
    bytes: Uint8Array.of(7),
  });
  expect(asked).toEqual(['https://voices.example/a/b.mp3?x=1']);
  expect(await refusal('https://voices.example/b.mp3')).toContain(
    'switched off here; send the file as base64',
  );
});

test.each([
  ['', 'is an empty file'],
  ['data:audio/wav;base64,', 'is an empty file'],
  ['voice.wav', 'is neither base64'],
  ['AAAAA', 'is neither base64'],
  ['AA=A', 'is neither base64'],
  ['AAA==', 'is neither base64'],
  ['file:///etc/passwd', 'is no address that can be fetched'],
  ['C:\\voices\\a.wav', 'is no address that can be fetched'],
  ['https://', 'is no address that can be fetched'],
  ['data:audio/wav;base64', 'without a comma'],
  ['data:audio/wav,%4', 'a % that begins no byte'],
  ['data:audio/wav;base64,%%%', 'a % that begins no byte'],
])('%j is refused: %s', async (given, reason) => {
  expect(await refusal(given)).toContain(reason);
});

test('a file that is too large is refused before its bytes are made', async () => {
  const tooLong = 'A'.repeat(Math.ceil((MAX_GIVEN_FILE_BYTES * 4) / 3) + 8);
  expect(await refusal(tooLong)).toContain('is larger than 33.6 MB; send a shorter');
  expect(await refusal(`data:;base64,${tooLong}`)).toContain('is larger');
  await expect(read({ name: '', type: '', bytes: new Uint8Array(MAX_GIVEN_FILE_BYTES + 8) })).rejects.toThrow(
    'is larger',
  );
});

test('a name of a voice is no file, an address and long base64 are', () => {
  for (const name of ['belinda', 'en_woman,belinda', 'profile:male_en', 'AAAA', 'x'.repeat(63)])
    expect(isGivenFile(name), name).toBe(false);
  for (const file of ['https://a.example/b', 'data:,a', 'blob:https://a.example/1', 'A'.repeat(64)])
    expect(isGivenFile(file), file).toBe(true);
});

test(
  'whatever text comes, it is bytes or a sentence with the field',
  async () => {
    const random = seededRandom(6);
    const parts = [
      'data:',
      ';base64',
      ',',
      '%',
      '=',
      'https:',
      '//',
      'A',
      'b',
      '+',
      '/',
      '-',
      '_',
      ' ',
      '\n',
      'é',
      '💬',
      '0',
      ':',
    ];
    for (let round = 0; round < 2000 * fuzzFactor; round++) {
      const text = Array.from({ length: 12 }, () => parts[Math.floor(random() * parts.length)]).join('');
      const result: unknown = await read(text).catch((error: unknown) => error);
      if (result instanceof Error)
        expect((result as FailureError).failure?.details, text).toEqual({ field: 'ref_audio' });
      else expect((result as { bytes: Uint8Array }).bytes.length, text).toBeGreaterThan(0);
    }
  },
  fuzzTimeoutMilliseconds,
);
