import { expect, test } from 'vitest';
import { commandHelp } from '../../cli/help';
import { sayCommand } from '../../cli/say';
import { parseSayOptions } from '../../cli/say-options';
import { optionKeys, optionName } from '../../cli/setting-options';
import { requestFieldsOf } from '../../src/core/speech/parse-settings';
import { parseSpeechRequest } from '../../src/core/speech/parse-speech-request';
import { settings } from '../../src/core/speech/settings';
import { fakeManifest } from '../fakes/fake-manifest';

const say = (...words: string[]) => parseSayOptions(['Hello.', '--out', 'hello.wav', ...words]);

test('the help of say has a line for every setting, from the table', () => {
  const help = commandHelp('say', sayCommand).replace(/\s+/g, ' ');
  for (const key of optionKeys) {
    expect(help).toContain(`--${optionName(key)} <`);
    expect(help).toContain(settings[key].hint.replace(/[.]$/, ''));
  }
});

test('options become the fields of a request', () => {
  const { settings: chosen } = say('--top-k', '7', '--temperature=0.5', '--chunk-method', 'word', '--seed=9');
  const request = parseSpeechRequest({ text: 'Hello.', ...requestFieldsOf(chosen) }, fakeManifest(), () => 1);
  expect(request).toMatchObject({
    sampling: { topK: 7, temperature: 0.5 },
    chunkMethod: 'word',
    seed: 9,
  });
});

test.each([
  ['--seed', '-1', /--seed is "-1"; it must be a whole number from 0 to 4294967295/],
  ['--retakes', '1.5', /--retakes is "1.5"; it must be a whole number from 0 to 10/],
  ['--temperature', 'hot', /--temperature is "hot"; it must be a number from 0 to 2/],
  ['--top-k', '', /--top-k needs a value/],
])('%s=%s is refused in words', (option, value, sentence) => {
  expect(() => say(`${option}=${value}`)).toThrow(sentence);
});
