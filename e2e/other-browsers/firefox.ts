import puppeteer, { type ElementHandle } from 'puppeteer-core';
import type { BrowserKind } from './other-browser';
import { findProgram } from './programs';
import { SOUND_SERVER } from './sound-server';

const program = findProgram('firefox-esr', 'firefox');

/** Driven over WebDriver BiDi, which Firefox speaks itself. */
export const firefox: BrowserKind = {
  name: 'Firefox',
  hasDisk: true,
  missing: [...(program ? [] : ['firefox-esr']), ...(SOUND_SERVER ? [] : ['pulseaudio'])],
  async start(environment) {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath: program!,
      env: environment as Record<string, string>,
    });
    const page = await browser.newPage();
    return {
      open: async (address) => void (await page.goto(address, { timeout: 120_000 })),
      read: (expression) => page.evaluate(expression),
      async press(button) {
        const found = await page.$(`::-p-xpath(//button[normalize-space()='${button}'])`);
        await found!.press('Enter');
      },
      async upload(css, path) {
        const field = (await page.$(css)) as ElementHandle<HTMLInputElement>;
        await field.uploadFile(path);
      },
      close: () => browser.close(),
    };
  },
};
