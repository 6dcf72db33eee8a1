import OpenAI from 'openai';
import { describe, expect, test } from 'vitest';
import { openAIOptions } from '../../src/openai';
import { fakePagevoice } from '../fakes/fake-pagevoice';

function client() {
  const parts = fakePagevoice();
  return { ...parts, openai: new OpenAI(openAIOptions(parts.pagevoice)) };
}

describe('the official client over a Pagevoice', () => {
  test('lists the model, of which no more than the manifest is read', async () => {
    const { openai, engine } = client();
    const { data } = await openai.models.list();
    expect(data.map(({ id }) => id)).toContain('fake');
    expect(engine.loads).toEqual([]);
  });

  test('speaks, in turn with everything else', async () => {
    const { openai, pagevoice, engine } = client();
    const [, reply] = await Promise.all([
      pagevoice.say('First.'),
      openai.audio.speech.create({ model: 'fake', voice: 'ada', input: 'Second.', response_format: 'wav' }),
    ]);
    const bytes = new Uint8Array(await reply.arrayBuffer());
    expect(new TextDecoder().decode(bytes.subarray(0, 4))).toBe('RIFF');
    expect(bytes.length).toBeGreaterThan(20_000);
    expect(engine.requests.map(({ text }) => text)).toEqual(['First.', 'Second.']);
    expect(engine.loads).toHaveLength(1);
  });

  test('names a voice that was cloned', async () => {
    const { openai, pagevoice, engine } = client();
    const { id } = await pagevoice.cloneVoice({ audio: new Blob(['sound']), transcript: 'Hello.' });
    await openai.audio.speech.create({ model: 'fake', voice: id, input: 'One.', response_format: 'pcm' });
    expect(engine.requests[0]).toMatchObject({ voices: [{ type: 'codes' }] });
  });

  test('gets what is wrong as the client knows it', async () => {
    const { openai } = client();
    await expect(
      openai.audio.speech.create({ model: 'nobody', voice: 'ada', input: 'One.' }),
    ).rejects.toThrow(/There is no model "nobody"/);
  });
});

test('a job is run in the page, and kept as long as it', async () => {
  const { pagevoice } = fakePagevoice();
  const reply = await pagevoice.fetch('https://any.example/apps/run', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ app: 'infsh/higgs-audio', input: { text: 'One.' } }),
  });
  expect(reply.status).toBeLessThan(300);
  expect(JSON.stringify(await reply.json())).toContain('One.');
});
