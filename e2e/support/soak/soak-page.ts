import { readFile } from 'node:fs/promises';
import type { CDPSession, Page, Worker } from '@playwright/test';
import type { SpeakingPage } from '../../../cli/browser/speaking-page';
import { readWav } from '../../../src/core/pcm/read-wav';
import { forgetRecord } from '../recorder';

/** What the page says became of a request: all of it, a part that is kept, or nothing. */
export type Outcome = 'whole' | 'stopped' | 'failed' | 'nothing';

declare global {
  interface Window {
    /** When the page's sentence about what it does changed last, in milliseconds of the page's clock. */
    toldAt: number;
  }
  interface WorkerGlobalScope {
    newestGpuDevice?: GPUDevice;
  }
}
declare const self: WorkerGlobalScope;

const TOLD = /^(Finished|Stopped at|Stopped|The speech could not be completed|Nothing was spoken)(.*)$/;
/** After so long without a change, the page's sentence is of what is now. */
const QUIET_MILLISECONDS = 1200;

/** Runs before the engine's own code: the newest graphics device can be taken away. */
const keepDevice = `if (self.GPUAdapter) {
  const ask = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...given) {
    return (self.newestGpuDevice = await ask.apply(this, given));
  };
}
`;

/** One page that goes through a soak: does what can happen to it, and reads what it says afterwards. */
export class SoakPage {
  readonly speaking: SpeakingPage;
  readonly #page: Page;
  readonly #session: CDPSession;

  private constructor(speaking: SpeakingPage, session: CDPSession) {
    this.speaking = speaking;
    this.#page = speaking.page;
    this.#session = session;
  }

  static async open(speaking: SpeakingPage, address: string): Promise<SoakPage> {
    const { page } = speaking;
    await page.route(/engine\.worker.*\.js/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: keepDevice + (await response.text()) });
    });
    await speaking.open(address);
    await speaking.untilReady();
    await page.evaluate(() => {
      window.toldAt = 0;
      const note = () => {
        window.toldAt = performance.now();
      };
      new MutationObserver(note).observe(document.querySelector('.status')!, {
        subtree: true,
        childList: true,
        characterData: true,
      });
    });
    return new SoakPage(speaking, await page.context().newCDPSession(page));
  }

  /** Workers of the page that run, those that workers have started included. */
  get workerCount(): number {
    return this.#page.workers().length;
  }

  /** The same once the workers of the load before have gone, which the browser tells a moment later. */
  async settledWorkerCount(): Promise<number> {
    await this.#page.waitForTimeout(1500);
    return this.workerCount;
  }

  /** @param begin what makes the page load a model; returns once it is loaded. */
  async load(begin: () => Promise<unknown>): Promise<void> {
    // The page watches itself: it may be ready again before a look from outside. While a model is loaded, there is
    // neither the card of one nor an alert.
    const begun = this.#page.evaluate(
      () =>
        new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            const facts = [...document.querySelectorAll('dl.card dt')];
            const isThere = facts.some(({ textContent }) => textContent === 'Loaded in');
            if (isThere || document.querySelector('[role=alert] p') !== null) return;
            observer.disconnect();
            resolve();
          });
          observer.observe(document.body, { subtree: true, childList: true });
        }),
    );
    await begin();
    await begun;
    await this.speaking.untilReady();
  }

  async chooseBackend(backend: 'webgpu' | 'wasm'): Promise<void> {
    const field = this.#page.getByRole('combobox', { name: 'Runs on' });
    await this.load(() => field.selectOption(backend));
  }

  /** @param model by its place in the list. */
  async chooseModel(model: number): Promise<void> {
    const field = this.#page.getByRole('combobox', { name: 'Model', exact: true });
    await this.load(() => field.selectOption({ index: model }));
  }

  async tryAgain(): Promise<void> {
    await this.load(() => this.speaking.alert.getByRole('button', { name: 'Try again' }).click());
  }

  async pressSpeak(): Promise<void> {
    await this.speaking.pressSpeak();
  }

  /** Waits until the sound has grown so often, or nothing more is generated. @param thenStop presses Stop at once. */
  async untilGrown(count: number, thenStop: boolean): Promise<void> {
    const buttons = [
      await this.speaking.speakButton.elementHandle(),
      await this.speaking.stopButton.elementHandle(),
    ];
    await this.#page.evaluate(
      ([speak, stop, wanted, thenStop]) =>
        new Promise<void>((resolve) => {
          const figure = document.querySelector('.progress-figures dd')!;
          let [shown, growths] = ['', -1];
          const look = () => {
            const generated = figure.textContent!.split(' of ')[0]!;
            if (generated !== shown) growths++;
            shown = generated;
            if (growths < wanted && speak!.getAttribute('aria-disabled') === 'true') return;
            observer.disconnect();
            if (thenStop) (stop as HTMLElement).click();
            resolve();
          };
          const observer = new MutationObserver(look);
          observer.observe(document.body, {
            subtree: true,
            childList: true,
            characterData: true,
            attributes: true,
          });
          look();
        }),
      [buttons[0]!, buttons[1]!, count, thenStop] as const,
    );
  }

  /** Ends the engine as an error that nobody caught does. */
  async killEngine(): Promise<void> {
    const engine = this.#engine();
    const ended = engine.waitForEvent('close');
    await engine.evaluate(() => {
      setTimeout(() => {
        throw new Error('out of the blue');
      });
    });
    await ended;
  }

  async loseDevice(): Promise<void> {
    await this.#engine().evaluate(() => self.newestGpuDevice!.destroy());
  }

  /** Waits until nothing is generated any more. @returns the page's problem, or null. */
  async settled(): Promise<string | null> {
    const speak = await this.speaking.speakButton.elementHandle();
    await this.#page.waitForFunction(
      (button) =>
        (button?.getAttribute('aria-disabled') === 'false' &&
          document.querySelector('.pill.ready') !== null) ||
        document.querySelector('[role=alert] p') !== null,
      speak,
      { polling: 50 },
    );
    return this.speaking.problem();
  }

  /** Ends what is heard and reads what the page says of the newest request. */
  async outcome(): Promise<Outcome> {
    await this.speaking.stopButton.evaluate((button: HTMLElement) => button.click());
    const found = await this.#page.waitForFunction(
      ([told, since, quiet]) => {
        const sentence = document.querySelector('[role=status]')!.textContent!;
        // The page speaks up once a second: until it is quiet, what stands there may be of the request before.
        const isLast = performance.now() - Math.max(window.toldAt, since) > quiet;
        return isLast && new RegExp(told).test(sentence) ? sentence : null;
      },
      [TOLD.source, await this.#page.evaluate(() => performance.now()), QUIET_MILLISECONDS] as const,
      { polling: 50 },
    );
    const [, what, more] = TOLD.exec((await found.jsonValue())!)!;
    if (what === 'Finished' || what === 'Stopped at') return 'whole';
    if (!more!.endsWith(' are kept.')) return 'nothing';
    return what === 'Stopped' ? 'stopped' : 'failed';
  }

  /** What the page keeps, as it saves it. */
  async keptSamples(): Promise<Float32Array> {
    const download = await this.speaking.download();
    const { samples } = readWav(await readFile(await download.path()));
    await download.delete();
    return samples;
  }

  /** Bytes that the page's own thread holds after collection: objects, and the buffers that they own. */
  async heldBytes(): Promise<number> {
    await forgetRecord(this.#page);
    for (let round = 0; round < 2; round++) await this.#session.send('HeapProfiler.collectGarbage');
    const usage = (await this.#session.send('Runtime.getHeapUsage')) as {
      usedSize: number;
      backingStorageSize?: number;
    };
    return usage.usedSize + (usage.backingStorageSize ?? 0);
  }

  #engine(): Worker {
    return this.#page.workers().find((worker) => worker.url().includes('engine.worker'))!;
  }
}
