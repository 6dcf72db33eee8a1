import { expect } from '@playwright/test';
import axe from 'axe-core';
import type { OtherBrowser } from './other-browser';

/** Script of the page: the field of a label, the one that is called just so before those that begin or go on so. */
const fieldOf = `((label) => {
  const fields = [...document.querySelectorAll('input, textarea, select')];
  const named = (fits) => fields.find((one) =>
    [one.getAttribute('aria-label'), ...[...(one.labels ?? [])].map((its) => its.textContent)].some((name) => name && fits(name.trim())));
  return named((name) => name === label) ?? named((name) => name.startsWith(label)) ?? named((name) => name.includes(label));
})`;

/** What a person sees: whether Speak can be pressed, the line that says what goes on, and the alert. */
const seen = `({
  canSpeak: document.querySelector('.pill.ready') !== null && [...document.querySelectorAll('button')].some((one) =>
    one.textContent.trim() === 'Speak' && one.getAttribute('aria-disabled') === 'false'),
  status: document.querySelector('[role=status]')?.textContent ?? '',
  alert: document.querySelector('[role=alert] p')?.textContent ?? '',
})`;

/** Script of the page: keeps what goes wrong in it, for `whole`. */
const listen = `(() => {
  const problems = window.problems = [];
  for (const level of ['error', 'warn']) {
    const print = console[level];
    console[level] = (...said) => { problems.push(said.join(' ')); print.apply(console, said); };
  }
  addEventListener('error', ({ message }) => problems.push(message));
  addEventListener('unhandledrejection', ({ reason }) => problems.push(String(reason)));
  return true;
})()`;

/** Script of the page: its address, service workers, problems and text. */
const whole = `(async () => {
  const { installing, waiting, active } = (await navigator.serviceWorker?.getRegistration()) ?? {};
  const workers = [installing, waiting, active].map((one) => one?.state ?? 'none').join(', ');
  return [location.href, 'service workers: ' + workers, ...(window.problems ?? []), document.body.innerText].join('\\n');
})()`;

/** The page in a browser besides Chromium: fields by their labels, buttons by their names. */
export class OtherPage {
  readonly browser: OtherBrowser;

  constructor(browser: OtherBrowser) {
    this.browser = browser;
  }

  /** Opens an address and waits until a model is loaded. */
  async open(address: string): Promise<void> {
    await this.browser.open(address);
    await this.browser.read(listen);
    await this.untilReady();
  }

  async untilReady(): Promise<void> {
    await this.#untilSeen({ canSpeak: true, alert: '' });
  }

  async speak(text: string): Promise<void> {
    await this.fill('Text to speak', text);
    await this.browser.press('Speak');
    await this.untilStatus(/^Finished: [\d.]+ seconds? of speech/);
  }

  async untilStatus(status: RegExp): Promise<void> {
    await this.#untilSeen({ status: expect.stringMatching(status), alert: '' });
  }

  /** Writes into a field, moves a slider or chooses an entry of a list. */
  async fill(label: string, value: string): Promise<void> {
    await this.#until(`${fieldOf}(${JSON.stringify(label)}) !== undefined`);
    await this.browser.read(`(() => {
      const field = ${fieldOf}(${JSON.stringify(label)});
      field.value = ${JSON.stringify(value)};
      for (const type of ['input', 'change']) field.dispatchEvent(new Event(type, { bubbles: true }));
      return true;
    })()`);
  }

  /** Checks a box or a choice. */
  async check(label: string): Promise<void> {
    await this.#until(`${fieldOf}(${JSON.stringify(label)})?.disabled === false`);
    await this.browser.read(`(${fieldOf}(${JSON.stringify(label)}).click(), true)`);
  }

  async upload(label: string, path: string): Promise<void> {
    await this.#until(`${fieldOf}(${JSON.stringify(label)})?.disabled === false`);
    await this.browser.read(`(${fieldOf}(${JSON.stringify(label)}).dataset.chosen = '', true)`);
    await this.browser.upload('[data-chosen]', path);
  }

  /** Presses a button that may still have to come. */
  async press(button: string): Promise<void> {
    await this.#until(`[...document.querySelectorAll('button')].some((one) =>
      one.textContent.trim() === ${JSON.stringify(button)} && !one.disabled)`);
    await this.browser.press(button);
  }

  /** Opens what is folded under these words. */
  async unfold(words: string): Promise<void> {
    await this.browser.read(`(() => {
      const all = [...document.querySelectorAll('summary')];
      const { parentElement: details } = all.find((one) => one.textContent.trim().startsWith(${JSON.stringify(words)}));
      details.open = true;
      return true;
    })()`);
  }

  async untilText(css: string, text: RegExp, timeout = 60_000): Promise<void> {
    const read = `document.querySelector(${JSON.stringify(css)})?.textContent ?? ''`;
    await this.#told(() => expect.poll(() => this.browser.read(read), { timeout }).toMatch(text));
  }

  /** @returns the bytes that “Download WAV” would save. */
  async wav(): Promise<Buffer> {
    await this.browser.read(`(() => {
      HTMLAnchorElement.prototype.click = () => {};
      const create = URL.createObjectURL;
      URL.createObjectURL = (blob) => {
        const reader = new FileReader();
        reader.onload = () => { window.saved = reader.result; };
        reader.readAsDataURL(blob);
        return create.call(URL, blob);
      };
      return true;
    })()`);
    await this.browser.press('Download WAV');
    await this.#until('window.saved !== undefined');
    return Buffer.from(((await this.browser.read('window.saved')) as string).split(',')[1]!, 'base64');
  }

  /** What axe finds, one line each. */
  async complaints(): Promise<unknown> {
    await this.browser.read(`(() => { ${axe.source};
      axe.run().then(({ violations }) => {
        window.complaints = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html));
      });
      return true;
    })()`);
    await this.#until('window.complaints !== undefined');
    return this.browser.read('window.complaints');
  }

  async #until(expression: string): Promise<void> {
    const message = expression.slice(-80);
    await this.#told(() =>
      expect.poll(() => this.browser.read(expression), { message, timeout: 60_000 }).toBe(true),
    );
  }

  async #untilSeen(wanted: Record<string, unknown>): Promise<void> {
    await this.#told(() =>
      expect.poll(() => this.browser.read(seen), { timeout: 120_000 }).toMatchObject(wanted),
    );
  }

  /** @throws Error that tells what the page showed, too. */
  async #told(wait: () => Promise<void>): Promise<void> {
    try {
      await wait();
    } catch (error) {
      const shown = await this.browser.read(whole).catch(String);
      throw new Error(`${error}\nThe page: ${shown}`);
    }
  }
}
