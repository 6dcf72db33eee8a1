import { readFile } from 'node:fs/promises';
import { readWav } from '../src/core/pcm/read-wav';
import { expect, test } from './support/site';

/** Browsers that can make sound but not play it: the speech is made, kept and saved all the same. */
for (const [what, takeAway, sentence] of [
  [
    'has no AudioWorklet',
    () => Object.defineProperty(BaseAudioContext.prototype, 'audioWorklet', { get: () => undefined }),
    /no AudioWorklet/,
  ],
  [
    'refuses the rate',
    () => {
      window.AudioContext = class extends AudioContext {
        constructor(options?: AudioContextOptions) {
          if (options?.sampleRate) throw new DOMException('refused', 'NotSupportedError');
          super(options);
        }
      };
    },
    /refuses to play at 24000 Hz/,
  ],
] as const)
  test(`a browser that ${what} says so, and the speech can be downloaded`, async ({ speaking }) => {
    await speaking.page.addInitScript(takeAway);
    await speaking.page.reload();
    await speaking.untilReady();
    await speaking.setAdvanced('Length limit', '2');
    await speaking.speak('Hello.');
    await expect(speaking.status).toContainText(sentence);
    const file = readWav(await readFile(await (await speaking.download()).path()));
    expect(file.samples.length).toBeGreaterThan(0);
  });
