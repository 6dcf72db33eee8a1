import { describe, expect, test } from 'vitest';
import { settled, steppedPage } from '../../fakes/stepped-job-page';

describe('webhooks', () => {
  /** A receiver that gives these answers, one after another; null cannot be reached. */
  const receiver = (...answers: (number | null)[]) => {
    const got: { readonly address: string; readonly body: Record<string, unknown> }[] = [];
    const send = async (address: string, body: string) => {
      got.push({ address, body: JSON.parse(body) });
      const answer = answers[Math.min(got.length, answers.length) - 1]!;
      if (answer === null) throw new TypeError('Failed to fetch');
      return answer;
    };
    return { got, webhooks: { send } };
  };
  const webhook = 'https://receiver.test/hook';

  test('are refused by name where they are switched off', async () => {
    const { post } = await steppedPage();
    const reply = await post({ webhook });
    expect(reply.status).toBe(400);
    expect(await reply.json()).toMatchObject({
      field: 'webhook',
      detail: expect.stringMatching(/switched off.*Switch webhooks on/),
    });
  });

  test('are refused by name where the page does not allow their address', async () => {
    const whyNot = (address: string) => (address === webhook ? null : 'goes where nothing may go');
    const { post } = await steppedPage({ webhooks: { ...receiver(200).webhooks, whyNot } });
    expect((await post({ webhook })).status).toBe(201);
    expect(await (await post({ webhook: `${webhook}2` })).json()).toMatchObject({
      field: 'webhook',
      detail: '"webhook" goes where nothing may go.',
    });
  });

  test('tell of the end in the flat form of the hosted app, where completed is 9', async () => {
    const { got, webhooks } = receiver(204);
    const { run, step, call } = await steppedPage({ webhooks });
    const id = await run({ webhook, session: 'new' });
    for (let n = 0; n < 4; n++) await step();
    const task = await (await call('GET', `/tasks/${id}`)).json();
    expect(got).toEqual([
      {
        address: webhook,
        body: {
          id,
          status: 9,
          output: task.output,
          error: null,
          session_id: task.session_id,
          created_at: '2026-11-27T00:00:00.000Z',
          updated_at: '2026-11-27T00:00:00.000Z',
        },
      },
    ]);
    expect(task.logs.at(-1).content).toMatch(/Webhook: the receiver answered 204\.$/);
  });

  test('tell of failed and cancelled jobs too, also in the envelope', async () => {
    const { got, webhooks } = receiver(200);
    const { run, step, call } = await steppedPage({ webhooks, webhookBody: 'envelope' }, {}, 1);
    const failed = await run({ webhook });
    const cancelled = await run({ webhook });
    await call('POST', `/tasks/${cancelled}/cancel`);
    for (let n = 0; n < 4; n++) await step();
    expect(got.map(({ body }) => [body.event, (body.data as { id: string }).id])).toEqual([
      ['task.cancelled', cancelled],
      ['task.failed', failed],
    ]);
    expect(got[1]!.body).toMatchObject({ timestamp: '2026-11-27T00:00:00.000Z', data: { status: 11 } });
  });

  test('are tried again with growing waits, and the result is there whatever comes of it', async () => {
    const { got, webhooks } = receiver(null, 500, 503, null, 500, 500, 500);
    const { run, step, clock, jobs, call } = await steppedPage({ webhooks });
    const id = await run({ webhook });
    for (let n = 0; n < 4; n++) await step();
    const counts = [got.length];
    for (const delay of [1000, 5000, 30_000, 120_000, 600_000, 3_600_000, 10_000_000]) {
      clock.pass(delay - 1);
      await settled();
      expect(got.length).toBe(counts.at(-1));
      clock.pass(1);
      await settled();
      counts.push(got.length);
    }
    expect(counts).toEqual([1, 2, 3, 4, 5, 6, 7, 7]);
    expect(jobs.book.get(id)).toMatchObject({
      status: 'completed',
      delivery: { state: 'given-up', tryCount: 7 },
    });
    expect((await (await call('GET', `/tasks/${id}`)).json()).output).not.toBeNull();
  });

  test('that a closed page has not sent are sent by the next one', async () => {
    const first = await steppedPage({ webhooks: receiver(null).webhooks });
    const id = await first.run({ webhook });
    for (let n = 0; n < 4; n++) await first.step();
    first.jobs.runner.stop();
    const { got, webhooks } = receiver(200);
    const second = await steppedPage({ webhooks, store: first.host.store });
    await settled();
    expect(got.map(({ body }) => body.id)).toEqual([id]);
    expect(second.jobs.book.get(id)!.delivery).toEqual({ state: 'sent', tryCount: 2 });
  });

  test('within the page are events, and need no permission', async () => {
    const { run, step, announced } = await steppedPage();
    const id = await run({ webhook: 'event:job-done' });
    for (let n = 0; n < 4; n++) await step();
    expect(announced).toEqual([{ name: 'job-done', detail: expect.objectContaining({ id, status: 9 }) }]);
  });
});
