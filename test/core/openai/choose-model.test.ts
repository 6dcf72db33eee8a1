import { describe, expect, test } from 'vitest';
import type { ApiModel, OpenModel } from '../../../src/core/api/api-host';
import { chooseModel } from '../../../src/core/openai/choose-model';

const model = (id: string, change: Partial<ApiModel> = {}): ApiModel => ({
  id,
  title: id,
  createdAtMs: 0,
  isLoaded: false,
  ...change,
});
const { signal } = new AbortController();

/** Models of which the first is loaded when any is opened, and tells its other names then. */
function page(...models: readonly ApiModel[]) {
  let listed = models;
  let openCount = 0;
  return {
    models: async () => listed,
    openModel: async (): Promise<OpenModel> => {
      openCount++;
      listed = listed.map((one, index) =>
        index === 0 ? { ...one, isLoaded: true, aliases: ['tts-1'] } : one,
      );
      return {} as OpenModel;
    },
    openCount: () => openCount,
  };
}

describe('the model of a call', () => {
  test('is the one of that id, or of another name, the loaded one before others', async () => {
    const host = page(
      model('small', { aliases: ['tts-1'] }),
      model('large', { aliases: ['tts-1'], isLoaded: true }),
    );
    expect((await chooseModel(host, 'small', signal)).id).toBe('small');
    expect((await chooseModel(host, 'tts-1', signal)).id).toBe('large');
    expect((await chooseModel(host, null, signal)).id).toBe('large');
    await expect(chooseModel(host, 'gpt-9', signal)).rejects.toMatchObject({ status: 404, field: 'model' });
    expect(host.openCount()).toBe(0);
  });

  test('is loaded to learn its other names, by calls that speak only', async () => {
    const host = page(model('small'));
    await expect(chooseModel(host, 'tts-1', null)).rejects.toMatchObject({ code: 'model_not_found' });
    expect(host.openCount()).toBe(0);
    expect((await chooseModel(host, 'tts-1', signal)).id).toBe('small');
    expect(host.openCount()).toBe(1);
  });

  test('is missing where there is none', async () => {
    await expect(chooseModel(page(), 'tts-1', signal)).rejects.toMatchObject({ status: 503 });
  });
});
