import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { readWav } from '../src/core/pcm/read-wav';
import { expect, test } from './support/site';

declare global {
  interface Window {
    loudspeaker?: AnalyserNode;
    soundContext?: AudioContext;
    soundContextCount?: number;
  }
}

/** What the audio thread puts out now: the largest of its last samples, or null before there is one. */
function outputPeak(page: Page): Promise<number | null> {
  return page.evaluate(() => {
    const { loudspeaker } = window;
    if (!loudspeaker) return null;
    const samples = new Float32Array(loudspeaker.fftSize);
    loudspeaker.getFloatTimeDomainData(samples);
    return samples.reduce((peak, sample) => Math.max(peak, Math.abs(sample)), 0);
  });
}

for (const isIsolated of [false, true])
  test.describe(isIsolated ? 'through shared memory' : 'over the message port', () => {
    test.use({ hosting: { basePath: '/', isIsolated } });

    test('speech comes out of the audio thread, and Stop silences it', async ({ speaking }) => {
      const { page } = speaking;
      await page.addInitScript(() => {
        const connect = AudioNode.prototype.connect as (this: AudioNode, to: AudioNode) => AudioNode;
        AudioNode.prototype.connect = function (this: AudioNode, to: AudioNode) {
          if (this instanceof AudioWorkletNode) {
            window.loudspeaker = new AnalyserNode(this.context, { fftSize: 2048 });
            connect.call(this, window.loudspeaker);
          }
          return connect.call(this, to);
        } as AudioNode['connect'];
      });
      await page.reload();
      await speaking.untilReady();
      await speaking.setAdvanced('Temperature', '1.5');
      await speaking.write('The page speaks, and nothing leaves it. '.repeat(20));
      await speaking.pressSpeak();
      await expect.poll(() => outputPeak(page), { intervals: [50] }).toBeGreaterThan(1e-3);
      await speaking.stopButton.click();
      await expect.poll(() => outputPeak(page)).toBe(0);
    });
  });

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
    /refuses to play at 24,000 Hz/,
  ],
] as const)
  test(`a browser that ${what} says so, and the speech can be downloaded`, async ({ speaking }) => {
    await speaking.page.addInitScript(takeAway);
    await speaking.page.reload();
    await speaking.untilReady();
    await speaking.setAdvanced('Length limit', '2');
    await speaking.speak('Hello.');
    await expect(speaking.warnings).toContainText(sentence);
    const file = readWav(await readFile(await (await speaking.download()).path()));
    expect(file.samples.length).toBeGreaterThan(0);
  });

/** What other programs, extensions and the system do to the sound of a page. */
test.describe('from outside', () => {
  test.beforeEach(async ({ speaking }) => {
    await speaking.page.addInitScript(() => {
      window.soundContextCount = 0;
      window.AudioContext = class extends AudioContext {
        constructor(options?: AudioContextOptions) {
          super(options);
          window.soundContext = this;
          window.soundContextCount!++;
        }
      };
    });
    await speaking.page.reload();
    await speaking.untilReady();
    await speaking.setAdvanced('Length limit', '8');
    await speaking.speak(
      'The page speaks, and nothing that is written here ever leaves it, as was promised.',
    );
    // Played from its beginning once it is whole, so that no machine is too slow for it.
    await play(speaking.page);
  });

  const contextCount = (page: Page) => page.evaluate(() => window.soundContextCount);
  async function play(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Play again' }).click();
    await expect(page.getByRole('status')).toContainText('Playing');
  }

  test('sound whose context is closed is told within 2 s, and the next Speak is heard', async ({
    speaking,
  }) => {
    const { page } = speaking;
    await page.evaluate(() => window.soundContext!.close());
    await expect(speaking.status).not.toContainText('Playing', { timeout: 2000 });
    await expect(speaking.warnings).toContainText('closed the sound output');
    await speaking.speak('And again.');
    expect(await contextCount(page)).toBe(2);
    await play(page);
  });

  test('sound whose context stands still is told within 2 s, and the next Speak is heard', async ({
    speaking,
  }) => {
    const { page } = speaking;
    await page.evaluate(() => window.soundContext!.suspend());
    await expect(speaking.status).toContainText('Paused by the system', { timeout: 2000 });
    await speaking.speak('And again.');
    expect(await contextCount(page)).toBe(2);
    await play(page);
  });
});
