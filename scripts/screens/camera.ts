import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright';

const widths = [320, 768, 1440] as const;
const themes = ['light', 'dark'] as const;
const HEIGHT = 900;
/** Cap: what is below looks like what is above. */
const MOST_HEIGHT = 2600;
/** Of 100; text stays sharp. */
const QUALITY = 30;

/** Takes the page as it is, whole, at every width and in both themes. */
export class Camera {
  readonly #folder: string;
  readonly #session: CDPSession;
  readonly page: Page;
  /** Bytes that were written. */
  byteLength = 0;

  constructor(page: Page, session: CDPSession, folder: string) {
    this.page = page;
    this.#session = session;
    this.#folder = folder;
  }

  /** @param name of the files: `name-320-light.webp`. */
  async take(name: string): Promise<void> {
    for (const width of widths)
      for (const colorScheme of themes) {
        await this.page.setViewportSize({ width, height: HEIGHT });
        await this.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await this.page.evaluate(() => {
          scrollTo(0, 0);
          return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        });
        // A bar at the bottom of the window stands at the end of a picture of the whole page.
        const whole = await this.page.evaluate(() => document.documentElement.scrollHeight);
        const height = Math.min(whole, MOST_HEIGHT);
        await this.page.setViewportSize({ width, height });
        await this.#write(`${name}-${width}-${colorScheme}.webp`);
      }
    await this.page.setViewportSize({ width: 1440, height: HEIGHT });
    console.log(name);
  }

  async #write(file: string): Promise<void> {
    const shot = { format: 'webp', quality: QUALITY } as const;
    const { data } = await this.#session.send('Page.captureScreenshot', shot);
    const bytes = Buffer.from(data, 'base64');
    this.byteLength += bytes.length;
    await writeFile(join(this.#folder, file), bytes);
  }
}
