import { expect, test } from 'vitest';
import { fakeManifest } from '../../fakes/fake-manifest';
import { FakeSpeechEngine } from '../../fakes/fake-speech-engine';
import { fuzzFactor, fuzzTimeoutMilliseconds } from '../../fakes/fuzz-factor';
import { jobPage, loadedHost } from '../../fakes/job-page';
import { seededRandom } from '../../fakes/seeded-random';

const CASES = 2000 * fuzzFactor;
type Random = () => number;

const pick = <T>(random: Random, of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
const noNumber = ['1', true, [], {}, [1], 'NaN'];
const noText = [1, true, [], {}, ['a']];
const noFlag = ['true', 1, [], {}];
const noObject = ['text', 1, true, []];
const outside = (least: number, most: number) => [least - 1, most + 1, -1e9, 1e9, 1e308];
const fractions = [0.5, 7.25, 1e-3];

/** Values that are wrong for each field, whatever else stands in the body. */
const wrongInput: Readonly<Record<string, readonly unknown[]>> = {
  text: [...noText, '', '   ', '…', '\ud800', '!!!'],
  temperature: [...noNumber, -0.1, 2.1, 1e9],
  top_k: [...noNumber, 131, 1e9, ...fractions],
  top_p: [...noNumber, 0, -1, 1.1],
  max_new_tokens: [...noNumber, 0, -5, 1e9, ...fractions],
  seed: [...noNumber, -1, 2 ** 32, ...fractions],
  ref_audio: [
    1,
    true,
    {},
    'nobody',
    'ada,nobody',
    'ada,,ben',
    ['ada', 3],
    [''],
    'https://elsewhere.test/a.wav',
    'data:audio/wav;base64,AAAA',
    'data:audio/wav;base64,!',
    'A'.repeat(64),
    Array(17).fill('ada'),
  ],
  ref_text: [1, {}, ['one', 'two'], 'a text without a recording'],
  pause_scale: [...noNumber, -1, 11],
  retakes: [...noNumber, -1, 11, 0.5],
  end_rule: ['none', 1, {}],
  text_rules: ['some', 1, {}, ['no-such-rule']],
  pronunciations: [1, 'text', {}, [{}], [{ written: 1 }]],
  delivery: ['live', 'whole', 1],
  scene_prompt: [...noText, 'x'.repeat(10_001), '\udc00'],
  chunk_method: ['sentence', 1, true, [], {}, 'SPEAKER', ''],
  chunk_max_word_num: [...noNumber, ...outside(1, 10_000), ...fractions],
  chunk_max_num_turns: [...noNumber, ...outside(1, 100), ...fractions],
  generation_chunk_buffer_size: [...noNumber, ...outside(0, 10_000), ...fractions],
  ras_win_len: [...noNumber, 1001, 1e9, 2.5],
  ras_win_max_num_repeat: [...noNumber, ...outside(1, 1000), ...fractions],
  ref_audio_in_system_message: noFlag,
};
const wrongBody: Readonly<Record<string, readonly unknown[]>> = {
  app: [...noText, '', 'someone/other', 'x'.repeat(201)],
  input: noObject,
  setup: [{ a: 1 }, [1], 'text'],
  variant: ['large', 1, {}],
  function: ['stream', 1, []],
  infra: ['moon', 1, {}],
  workers: [['one'], 'one', 1, {}],
  webhook: [
    1,
    {},
    'nowhere',
    'ftp://a.test/',
    'https://user:word@a.test/',
    'https://receiver.test/',
    'event:',
    'event:a b',
    `https://a.test/${'x'.repeat(2000)}`,
  ],
  stream: noFlag,
  wait: noFlag,
  session: [1, {}, 'another', []],
  session_timeout: [1, 'x', -1],
  version_id: ['4k2xyz', 1, {}],
  run_at: ['tomorrow', '2026-01-01', 1, {}, '2026-01-01T00:00:00'],
  metadata: [...noObject, { key: 'x'.repeat(10_001) }],
};
const rightInput: Readonly<Record<string, readonly unknown[]>> = {
  temperature: [0, 1, 2, null],
  top_k: [0, 50, null],
  top_p: [0.5, 1],
  max_new_tokens: [40, 2048],
  seed: [0, 7, null],
  ref_audio: ['ada', 'ben', 'ada,ben', null, ''],
  chunk_method: ['speaker', 'word', null],
  chunk_max_word_num: [1, 200],
  ras_win_len: [-1, 0, 7],
  scene_prompt: ['A room.', null],
};

/** A body with one thing wrong. @returns the path that the reply must name. */
function wrongCall(random: Random): { body: unknown; path: string } {
  const input: Record<string, unknown> = { text: 'Hello there.' };
  for (const [name, values] of Object.entries(rightInput))
    if (random() < 0.3) input[name] = pick(random, values);
  const body: Record<string, unknown> = { app: 'infsh/higgs-audio', input };
  const kind = random();
  if (kind < 0.05) {
    const name = `${pick(random, ['txt', 'speed', 'Top_k', '__proto', 'x'])}${Math.floor(random() * 100)}`;
    input[name] = 1;
    return { body, path: `input.${name}` };
  }
  if (kind < 0.1) {
    const name = `${pick(random, ['inputs', 'hook', 'App'])}${Math.floor(random() * 100)}`;
    body[name] = 1;
    return { body, path: name };
  }
  if (kind < 0.13) {
    delete input.text;
    return { body, path: 'input.text' };
  }
  if (kind < 0.16) {
    const name = pick(random, ['app', 'input']);
    delete body[name];
    return { body, path: name };
  }
  if (kind < 0.18) return { body: pick(random, [[], 'text', 1, null, true, [body]]), path: 'body' };
  const isInput = kind < 0.75;
  const name = pick(random, Object.keys(isInput ? wrongInput : wrongBody));
  const value = pick(random, (isInput ? wrongInput : wrongBody)[name]!);
  if (!isInput) body[name] = value;
  else {
    if (name === 'ref_text') input.ref_audio = null;
    input[name === 'text' && random() < 0.5 ? 'text' : name] = value;
  }
  return { body, path: isInput ? `input.${name}` : name };
}

test(
  `${CASES} wrong bodies are each refused with the name of the field, and none reaches the engine`,
  async () => {
    const manifest = fakeManifest();
    const engine = new FakeSpeechEngine({ manifest });
    const page = await jobPage(loadedHost(manifest, engine));
    const random = seededRandom(12);
    for (let index = 0; index < CASES; index++) {
      const { body, path } = wrongCall(random);
      const reply = await page.call('POST', random() < 0.5 ? '/apps/run' : '/run', body);
      const problem = await reply.json();
      const told = `case ${index}: ${JSON.stringify(body)?.slice(0, 300)} → ${JSON.stringify(problem)}`;
      expect(reply.status, told).toBeGreaterThanOrEqual(400);
      expect(reply.status, told).toBeLessThan(500);
      expect(reply.headers.get('content-type'), told).toBe('application/problem+json');
      expect(problem.field, told).toBe(path);
      expect(problem.status, told).toBe(reply.status);
      expect(problem.detail.length, told).toBeGreaterThan(10);
    }
    expect(engine.requests).toEqual([]);
    expect(engine.encodeCount).toBe(0);
    expect(page.jobs.book.all()).toEqual([]);
  },
  fuzzTimeoutMilliseconds,
);

test('the bodies that the wrong ones are made of are taken', async () => {
  const manifest = fakeManifest();
  const page = await jobPage(loadedHost(manifest, new FakeSpeechEngine({ manifest, seconds: 0.2 })));
  const random = seededRandom(3);
  for (let index = 0; index < 50; index++) {
    const input: Record<string, unknown> = { [pick(random, ['text', 'transcript'])]: 'Hello there.' };
    for (const [name, values] of Object.entries(rightInput))
      if (random() < 0.5) input[name] = pick(random, values);
    const reply = await page.call('POST', '/apps/run', { app: 'infsh/higgs-audio', input, wait: true });
    expect(reply.status, JSON.stringify(input)).toBe(200);
  }
});
