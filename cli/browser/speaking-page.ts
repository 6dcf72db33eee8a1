import type { Download, Page } from 'playwright';

export type TakeFigures = {
  readonly generated: string;
  readonly firstSound: string;
  readonly realTimeFactor: string;
  readonly seed: string;
};

/** Drives the page as a person does: by the names of its fields and buttons. */
export class SpeakingPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get speakButton() {
    return this.page.getByRole('button', { name: 'Speak', exact: true });
  }
  get stopButton() {
    return this.page.getByRole('button', { name: 'Stop', exact: true });
  }
  get textField() {
    return this.page.getByRole('textbox', { name: 'Text to speak' });
  }
  get alert() {
    // The first alert is the page's own; single fields may have theirs below it.
    return this.page.getByRole('alert').first();
  }
  get status() {
    return this.page.getByRole('status');
  }

  get warnings() {
    return this.page.getByRole('list', { name: 'Warnings' });
  }

  /** @param address of the site, or of a page of it with `?model=`. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await this.speakButton.waitFor();
  }

  /**
   * Waits until a model is loaded.
   * @throws Error with the page's own sentence when it says that none can be.
   */
  async untilReady(timeoutMilliseconds = 240_000): Promise<void> {
    await this.#untilIdle(timeoutMilliseconds);
  }

  /** Waits until the service worker has kept all that the site needs without a network. */
  async untilKept(): Promise<void> {
    await this.page.getByText(/^Ready without a network/).waitFor({ timeout: 240_000 });
  }

  async chooseBackend(backend: 'auto' | 'webgpu' | 'wasm', timeoutMilliseconds?: number): Promise<void> {
    await this.page.getByRole('combobox', { name: 'Runs on' }).selectOption(backend);
    await this.untilReady(timeoutMilliseconds);
  }

  async chooseVoice(name: string): Promise<void> {
    const words = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    await this.page.getByRole('radio', { name: new RegExp(`^${words}`) }).check();
  }

  async keepSeed(seed: number): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Seed' }).fill(String(seed));
  }

  async openAdvanced(): Promise<void> {
    const advanced = this.page.locator('details', { has: this.page.getByText('Advanced', { exact: true }) });
    if ((await advanced.getAttribute('open')) === null)
      await advanced.getByText('Advanced', { exact: true }).click();
  }

  /** @param name label of a field under Advanced. */
  async setAdvanced(name: string, value: string): Promise<void> {
    await this.openAdvanced();
    await this.page.getByRole('spinbutton', { name, exact: true }).fill(value);
  }

  /** @param name label of a choice under Advanced. @throws Error that lists the choices when there is no such one. */
  async chooseAdvanced(name: string, value: string): Promise<void> {
    await this.openAdvanced();
    const field = this.page.getByRole('combobox', { name, exact: true });
    const options = field.locator('option');
    // The fields come a moment after they are opened.
    await options.first().waitFor({ state: 'attached' });
    const values = await options.evaluateAll((all) => all.map((one) => one.getAttribute('value')));
    if (!values.includes(value)) throw new Error(`“${name}” is one of ${values.join(', ')}, not “${value}”.`);
    await field.selectOption(value);
  }

  async write(text: string): Promise<void> {
    await this.textField.fill(text);
  }

  /** Presses Speak and returns once the page has taken the request or refused it. */
  async pressSpeak(): Promise<void> {
    const dismiss = this.alert.getByRole('button', { name: 'Dismiss' });
    if ((await dismiss.count()) > 0) await dismiss.click();
    // The page watches itself, because a short request can be over before a look from outside.
    const taken = this.speakButton.evaluate(
      (speak) =>
        new Promise<void>((resolve) => {
          const observer = new MutationObserver(() => {
            const isTaken = speak.getAttribute('aria-disabled') === 'true';
            if (!isTaken && document.querySelector('[role=alert] p') === null) return;
            observer.disconnect();
            resolve();
          });
          observer.observe(document.body, { subtree: true, childList: true, attributes: true });
        }),
    );
    await this.speakButton.click();
    await taken;
  }

  /**
   * Waits until nothing more is generated; the sound may still be playing.
   * @param onProgress called about every half second with the length generated so far.
   * @throws Error with the page's own sentence when it says that something went wrong.
   */
  async untilGenerated(
    timeoutMilliseconds = 600_000,
    onProgress: (generated: string) => void = () => {},
  ): Promise<void> {
    const timer = setInterval(() => {
      this.#figure('Generated').then(onProgress, () => {});
    }, 500);
    try {
      await this.#untilIdle(timeoutMilliseconds);
    } finally {
      clearInterval(timer);
    }
  }

  async speak(text: string): Promise<void> {
    await this.write(text);
    await this.pressSpeak();
    await this.untilGenerated();
  }

  async figures(): Promise<TakeFigures> {
    return {
      generated: await this.#figure('Generated'),
      firstSound: await this.#figure('First sound'),
      realTimeFactor: await this.#figure('Real-time factor'),
      seed: await this.#figure('Seed'),
    };
  }

  /** @param name of a row of the card that describes the loaded model: `Backend`, `Device`, `Why` … */
  modelFact(name: string): Promise<string> {
    return this.#figure(name);
  }

  async download(): Promise<Download> {
    const [download] = await Promise.all([
      this.page.waitForEvent('download'),
      this.page.getByRole('button', { name: 'Download WAV' }).click(),
    ]);
    return download;
  }

  /** @returns the sentence of the alert, or null when there is none. */
  async problem(): Promise<string | null> {
    const sentence = this.alert.locator('p').first();
    return (await sentence.count()) > 0 ? await sentence.textContent() : null;
  }

  async #figure(name: string): Promise<string> {
    const term = this.page.locator('dl > div', {
      has: this.page.locator('dt').getByText(name, { exact: true }),
    });
    return ((await term.locator('dd').first().textContent()) ?? '').trim();
  }

  /** Waits until a model is loaded and nothing is being generated. */
  async #untilIdle(timeout: number): Promise<void> {
    const button = await this.speakButton.elementHandle();
    await this.page.waitForFunction(
      (speak) =>
        (speak?.getAttribute('aria-disabled') === 'false' &&
          document.querySelector('.pill.ready') !== null) ||
        document.querySelector('[role=alert] p') !== null,
      button,
      { timeout, polling: 100 },
    );
    const problem = await this.problem();
    if (problem !== null) throw new Error(problem);
  }
}
