import OpenAI from 'openai';
import { beforeAll, describe, expect, test } from 'vitest';
import type { SpeechEngine } from '../../../src/core/speech/speech-engine';
import { chatCall, jsonRequest, speechCall, spokenBy, toyApi, toyModel } from '../../fakes/toy-api';

let model: Awaited<ReturnType<typeof toyModel>>;
let api: ReturnType<typeof toyApi>;

beforeAll(async () => {
  model = await toyModel();
  api = toyApi(model.manifest, model.engine);
});

/** Speech of a seed, and the same from the engine alone. */
const pcmCall = (seed: number) => speechCall({ response_format: 'pcm', seed, max_new_tokens: 12 });

async function expected(seed: number): Promise<number> {
  const samples = await spokenBy(model.engine, { text: 'Hello there.', seed, maxNewColumns: 12 });
  return sum(Int16Array.from(samples, (sample) => Math.round(sample * 32_767)));
}

function sum(samples: Int16Array): number {
  return samples.reduce((total, sample, index) => (total * 31 + sample + index) | 0, 0);
}

async function soundOf(reply: Response): Promise<number> {
  return sum(new Int16Array(await reply.arrayBuffer()));
}

test('twenty calls at once end in their order, each with its own sound; one that is aborted disturbs none', async () => {
  const order: number[] = [];
  const controller = new AbortController();
  const calls = Array.from({ length: 20 }, async (_, index) => {
    const signal = index === 7 ? controller.signal : undefined;
    const reply = await api.client.audio.speech.create(pcmCall(index), signal ? { signal } : {});
    const sound = await soundOf(reply);
    order.push(index);
    return sound;
  });
  const results = Promise.allSettled(calls);
  await calls[2];
  controller.abort();
  const settled = await results;
  expect(order).toEqual(Array.from({ length: 20 }, (_, index) => index).filter((index) => index !== 7));
  for (const [index, result] of settled.entries()) {
    if (index === 7) {
      expect(result.status).toBe('rejected');
      expect((result as PromiseRejectedResult).reason).toBeInstanceOf(OpenAI.APIUserAbortError);
    } else expect(result).toEqual({ status: 'fulfilled', value: await expected(index) });
  }
});

describe('a call that is left', () => {
  /** Long enough to be left in the middle. */
  const longCall = { max_new_tokens: 2000, codec_mode: 'fast', response_format: 'pcm' };

  /** How many calls the engine is working on. */
  function counting(): { readonly engine: SpeechEngine; readonly active: () => number } {
    let active = 0;
    const engine = Object.assign(Object.create(model.engine) as SpeechEngine, {
      async *speak(...words: Parameters<SpeechEngine['speak']>) {
        active++;
        try {
          yield* model.engine.speak(...words);
        } finally {
          active--;
        }
      },
    });
    return { engine, active: () => active };
  }

  test('ends its work when the reader leaves, and those behind it are spoken', async () => {
    const { engine, active } = counting();
    const { handle } = toyApi(model.manifest, engine);
    const reply = await handle(jsonRequest('/v1/audio/speech', speechCall(longCall)));
    const next = handle(jsonRequest('/v1/audio/speech', pcmCall(3)));
    const reader = reply.body!.getReader();
    await reader.read();
    expect(active()).toBe(1);
    await reader.cancel();
    expect(await soundOf(await next)).toBe(await expected(3));
    expect(active()).toBe(0);
  });

  test('ends its work also when nobody reads its reply', async () => {
    const { engine, active } = counting();
    const { handle } = toyApi(model.manifest, engine);
    for (const call of [
      jsonRequest('/v1/audio/speech', speechCall(longCall)),
      jsonRequest('/v1/audio/speech', speechCall({ ...longCall, stream_format: 'sse' })),
      jsonRequest('/v1/chat/completions', { ...chatCall({ audio: { format: 'pcm16' } }), stream: true }),
    ]) {
      const reply = await handle(call);
      await reply.body!.cancel();
      expect(active()).toBe(0);
    }
  });

  test('rejects with the reason of its signal, before and while it is read', async () => {
    const { engine, active } = counting();
    const { handle } = toyApi(model.manifest, engine);
    const controller = new AbortController();
    const first = await handle(
      new Request(jsonRequest('/v1/audio/speech', speechCall(longCall)), { signal: controller.signal }),
    );
    const second = handle(
      new Request(jsonRequest('/v1/audio/speech', pcmCall(1)), { signal: controller.signal }),
    );
    const reader = first.body!.getReader();
    await reader.read();
    controller.abort(new DOMException('Enough.', 'AbortError'));
    await expect(second).rejects.toThrow('Enough.');
    const drained = async () => {
      while (!(await reader.read()).done);
    };
    await expect(drained()).rejects.toThrow('Enough.');
    expect(active()).toBe(0);
  });

  test('stops where it is when it is not read', async () => {
    let chunkCount = 0;
    const engine = Object.assign(Object.create(model.engine) as SpeechEngine, {
      async *speak(...words: Parameters<SpeechEngine['speak']>) {
        for await (const event of model.engine.speak(...words)) {
          if (event.type === 'chunk') chunkCount++;
          yield event;
        }
      },
    });
    const { handle } = toyApi(model.manifest, engine);
    const reply = await handle(jsonRequest('/v1/audio/speech', speechCall(longCall)));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(chunkCount).toBe(1);
    await reply.body!.cancel();
  });
});

test('calls behind the longest queue are refused with 429', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const waiting = Array.from({ length: 65 }, () =>
    api.handle(new Request(jsonRequest('/v1/audio/speech', pcmCall(1)), { signal })),
  );
  for (const call of waiting) call.catch(() => {});
  const reply = await api.handle(jsonRequest('/v1/audio/speech', pcmCall(2)));
  expect(reply.status).toBe(429);
  expect(reply.headers.get('retry-after')).toBe('10');
  expect((await reply.json()).error).toMatchObject({ type: 'rate_limit_error', code: 'queue_full' });
  controller.abort();
  await Promise.allSettled(waiting);
  expect(await soundOf(await api.handle(jsonRequest('/v1/audio/speech', pcmCall(3))))).toBe(
    await expected(3),
  );
});
