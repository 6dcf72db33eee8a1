import { describe, expect, test, vi } from 'vitest';
import { MAX_KEPT_JOBS, MAX_WAITING_JOBS } from '../../../src/core/jobs/job-host';
import { isEnd } from '../../../src/core/jobs/task-status';
import { settled, steppedPage } from '../../fakes/stepped-job-page';

describe('the queue', () => {
  test('twenty jobs end in their order, none is lost, and cancelling one disturbs none', async () => {
    const { run, jobs, step, call, engine } = await steppedPage();
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push(await run({ input: { text: `Number ${n}.` } }));
    const ends: string[] = [];
    for (const id of ids)
      jobs.book.watch(id, (update) => {
        if (update?.job.status === 'completed') ends.push(id);
      });
    expect((await (await call('POST', `/tasks/${ids[7]}/cancel`)).json()).cancelled).toBe(true);
    while (ends.length < 19) await step();
    expect(ends).toEqual(ids.filter((id) => id !== ids[7]));
    expect(engine.requests.map(({ text }) => text)).not.toContain('Number 7.');
    expect(jobs.book.get(ids[7]!)!.status).toBe('cancelled');
  });

  test('a running job is cancelled within a step, and the next one follows', async () => {
    const { run, call, step, states } = await steppedPage();
    const first = await run();
    await run();
    await step();
    expect(states()).toEqual(['running', 'queued']);
    const reply = await (await call('POST', `/tasks/${first}/cancel`)).json();
    expect(reply).toMatchObject({ id: first, status: 8, status_text: 'cancelling', cancelled: true });
    for (let n = 0; n < 5; n++) await step();
    expect(states()).toEqual(['cancelled', 'completed']);
    const again = await (await call('POST', `/tasks/${first}/cancel`)).json();
    expect(again).toMatchObject({ status_text: 'cancelled' });
  });

  test('a failure is the job’s own, with its sentence', async () => {
    const { run, step, states, call } = await steppedPage({}, {}, 1);
    const id = await run();
    await run();
    for (let n = 0; n < 6; n++) await step();
    expect(states()).toEqual(['failed', 'failed']);
    const task = await (await call('GET', `/tasks/${id}`)).json();
    expect(task).toMatchObject({
      status: 11,
      output: null,
      error: expect.stringMatching(/graphics card was lost/),
    });
  });

  test(`takes ${MAX_WAITING_JOBS} jobs, and says so to the next`, async () => {
    const { post, run } = await steppedPage();
    for (let n = 0; n < MAX_WAITING_JOBS; n++) await run();
    const reply = await post();
    expect(reply.status).toBe(429);
    expect(await reply.json()).toMatchObject({
      code: 'queue_full',
      detail: expect.stringMatching(/Cancel one/),
    });
  });

  test('waits for the time that a job asks for', async () => {
    const { run, clock, step, states } = await steppedPage();
    await run({ run_at: '2026-11-27T01:00:00Z' });
    await run();
    for (let n = 0; n < 4; n++) await step();
    expect(states()).toEqual(['queued', 'completed']);
    clock.pass(3_600_000);
    for (let n = 0; n < 4; n++) await step();
    expect(states()).toEqual(['completed', 'completed']);
  });

  test(`keeps the newest ${MAX_KEPT_JOBS} jobs that have ended`, async () => {
    const { run, jobs, host, step } = await steppedPage();
    const id = await run();
    for (let n = 0; n < 4; n++) await step();
    const ended = jobs.book.get(id)!;
    for (let n = 1; n < MAX_KEPT_JOBS; n++) await jobs.book.add({ ...ended, id: `job-${n}` });
    expect(jobs.book.get(id)).not.toBeNull();
    await jobs.book.add({ ...ended, id: 'one-more' });
    expect(jobs.book.get(id)).toBeNull();
    expect(await host.store.jobs()).toHaveLength(MAX_KEPT_JOBS);
  });

  test('a disk that is full fails the call and keeps no job', async () => {
    const { host, post, jobs } = await steppedPage();
    vi.spyOn(host.store, 'putJob').mockRejectedValue(new Error('full'));
    expect((await post()).status).toBe(503);
    expect(jobs.book.all()).toEqual([]);
  });
});

test('a disk that becomes full before the end loses no result', async () => {
  const { host, run, step, call, states } = await steppedPage();
  const id = await run();
  await step();
  vi.spyOn(host.store, 'putJob').mockImplementation(async ({ status }) => {
    if (isEnd(status)) throw new Error('full');
  });
  for (let n = 0; n < 4; n++) await step();
  expect(states()).toEqual(['completed']);
  expect((await (await call('GET', `/tasks/${id}`)).json()).output).not.toBeNull();
});

describe('replies', () => {
  test('in the older scheme completed is 9, with the name beside it', async () => {
    const { run, step, call } = await steppedPage({ statusScheme: 'v1' });
    const id = await run();
    for (let n = 0; n < 4; n++) await step();
    const task = await (await call('GET', `/tasks/${id}`)).json();
    expect(task).toMatchObject({ status: 9, status_text: 'completed' });
    expect(task.events.map(({ status }: { status: number }) => status)).toEqual([1, 2, 4, 7, 9]);
    expect(await (await call('GET', `/tasks/${id}/status`)).json()).toMatchObject({
      id,
      status: 9,
      progress: 100,
    });
  });

  test('without X-API-Version: 2 stand in the wrapper of the first version, errors too', async () => {
    const { call } = await steppedPage();
    const old = { 'x-api-version': '1' };
    const body = { app: 'infsh/higgs-audio', input: { text: 'Hello.' } };
    const reply = await (await call('POST', '/run', body, old)).json();
    expect(reply).toMatchObject({
      success: true,
      status: 201,
      data: { status_text: 'queued' },
      messages: [],
    });
    const wrong = await call('POST', '/run', { ...body, input: {} }, old);
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({
      success: false,
      error: { message: expect.stringContaining('"input.text"') },
      detail: expect.stringContaining('"input.text"'),
      field: 'input.text',
    });
    expect((await call('GET', '/tasks/none', undefined, old)).status).toBe(404);
  });

  test('a run can be answered with its stream, as lines or as events', async () => {
    const { post, call, step } = await steppedPage();
    const reply = await post({ stream: true });
    expect(reply.headers.get('content-type')).toBe('application/x-ndjson');
    const text = reply.text();
    for (let n = 0; n < 4; n++) await step();
    const lines = (await text)
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0].progress).toBe(0);
    expect(lines.at(-1)).toMatchObject({ status_text: 'completed', progress: 100 });
    for (const { data, fields } of lines.slice(1, -1))
      for (const field of fields) expect(data).toHaveProperty(field);
    const events = await call('GET', `/tasks/${lines[0].id}/stream`, undefined, {
      accept: 'text/event-stream',
    });
    expect(events.headers.get('content-type')).toBe('text/event-stream');
    expect(await events.text()).toMatch(/^id: end\ndata: \{.*\}\n\n$/);
    // An EventSource connects again when its stream ends, and stops at a 204.
    const again = { accept: 'text/event-stream', 'last-event-id': 'end' };
    expect((await call('GET', `/tasks/${lines[0].id}/stream`, undefined, again)).status).toBe(204);
  });

  test('whoever leaves a stream or stops waiting ends nothing', async () => {
    const { handle, step, states, host } = await steppedPage();
    const leave = new AbortController();
    const waiting = handle(
      new Request(`${host.baseUrl}/apps/run`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ app: 'infsh/higgs-audio', input: { text: 'Hello.' }, wait: true }),
        signal: leave.signal,
      }),
    );
    await settled();
    leave.abort();
    await expect(waiting).rejects.toThrow();
    for (let n = 0; n < 4; n++) await step();
    expect(states()).toEqual(['completed']);
  });

  test('break off, and nothing more is stored, once the page gives its jobs away', async () => {
    const { run, call, step, jobs, host } = await steppedPage();
    const id = await run();
    await step();
    const stream = (await call('GET', `/tasks/${id}/stream`)).text();
    await settled();
    const stored = await host.store.jobs();
    jobs.runner.stop();
    await expect(stream).rejects.toThrow('The page that made this task was closed.');
    for (let n = 0; n < 4; n++) await step();
    expect(await host.store.jobs()).toEqual(stored);
    expect(stored[0]!.status).toBe('running');
  });

  test('sessions tie jobs together, and end', async () => {
    const { post, clock } = await steppedPage();
    const { session_id } = await (await post({ session: 'new', session_timeout: 60 })).json();
    expect(session_id).not.toBe('');
    expect(await (await post({ session: session_id })).json()).toMatchObject({ session_id });
    clock.pass(61_000);
    const late = await post({ session: session_id });
    expect([late.status, (await late.json()).code]).toEqual([410, 'SESSION_EXPIRED']);
  });
});
